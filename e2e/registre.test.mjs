// The whole life of a traitement, in a browser: a secretary takes a model over and submits it, the DPD checks it, the mayor validates it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openBrowser } from "./axe.mjs";
import { signIn, startDemo } from "./maison.mjs";

const BASE = "/c/218200020/rgpd";
let house, browser;

before(async () => {
  house = await startDemo();
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await house?.stop();
});

/** Presses the button and waits for the page that follows. */
async function press(page, name) {
  await Promise.all([page.waitForNavigation(), page.getByRole("button", { name }).first().click()]);
}

test("a secretary, a DPD and a mayor play the life of a traitement", { timeout: 240_000 }, async () => {
  const sylvie = await signIn(browser, house, "sylvie.cassagne");
  await sylvie.goto(`${house.url}${BASE}/modeles?q=mediatheque`);
  await press(sylvie, /Reprendre/);
  const fiche = new URL(sylvie.url()).pathname;
  assert.match(await sylvie.locator("h1").innerText(), /édiathèque/);
  assert.match(await sylvie.locator("main").innerText(), /Pour pouvoir valider/);
  await sylvie.goto(`${house.url}${fiche}/etapes/securite`);
  await sylvie.locator("select[name='mesures.0.etat']").selectOption("en_place");
  await press(sylvie, "Enregistrer et continuer");
  await sylvie.goto(house.url + fiche);
  await press(sylvie, "Soumettre au délégué");
  assert.match(await sylvie.locator("main").innerText(), /Soumis au délégué/);

  const hugo = await signIn(browser, house, "hugo.marty");
  await hugo.goto(`${house.url}${fiche}/controle`);
  await hugo.locator("textarea[name=preconisations]").fill("Pensez à effacer les inscriptions d’un an sans prêt.");
  await hugo.getByText("Le proposer à la validation").click();
  await press(hugo, "Enregistrer le contrôle");
  assert.match(await hugo.locator("main").innerText(), /Contrôlé/);

  const jean = await signIn(browser, house, "jean.pujol");
  await jean.goto(`${house.url}${fiche}/validation`);
  await press(jean, /Valider/);
  const told = await jean.locator("main").innerText();
  assert.match(told, /Validé/);
  assert.match(told, /Pensez à effacer les inscriptions/);
  await jean.goto(`${house.url}${BASE}/registre`);
  assert.match(await jean.locator("main").innerText(), /édiathèque/);
});
