// The register in a browser: the whole life of a traitement by three people; a file in and undone; what the centre shares.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { checkPage, openBrowser, openPage } from "./axe.mjs";
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

test("a file comes in, its columns are corrected, it is taken, then undone", { timeout: 240_000 }, async () => {
  const sylvie = await signIn(browser, house, "sylvie.cassagne");
  await sylvie.goto(`${house.url}${BASE}/import`);
  const text = "Nom du traitement;Finalité;Base légale;Machin\nPrêt de salles;Louer;Contrat;Clés\nBroyeur;Prêter;Parce que;x\n;Sans nom;Contrat;y\n";
  await sylvie.setInputFiles("input[type=file]", { name: "registre.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
  await press(sylvie, "Vérifier le fichier");
  const there = new URL(sylvie.url()).pathname;
  assert.match(await sylvie.locator("main").innerText(), /2\snouveaux traitements.*1\srefusé/);
  assert.deepEqual(await checkPage(sylvie, house.url + there), []);
  await sylvie.getByLabel("Machin").selectOption({ label: "Description" });
  await press(sylvie, "Relire le fichier ainsi");
  await press(sylvie, "Importer dans le registre");
  assert.match(await sylvie.locator("main").innerText(), /Prêt de salles/);
  const lot = sylvie.url().split("?")[0];
  await sylvie.getByRole("link", { name: "Prêt de salles" }).click();
  assert.match(await sylvie.locator("main").innerText(), /Clés/);
  await sylvie.goto(lot);
  await press(sylvie, "Annuler le lot");
  assert.match(await sylvie.locator("main").innerText(), /Ce lot a été annulé/);
  await sylvie.goto(`${house.url}${BASE}?q=salles`);
  assert.match(await sylvie.locator("main").innerText(), /Rien ne correspond/);
});

test("a model is deployed by the DPD, answered by a secretary, and the page is read by anybody", { timeout: 240_000 }, async () => {
  const hugo = await signIn(browser, house, "hugo.marty");
  await hugo.goto(`${house.url}/centre/rgpd/modeles/deploiements/nouveau?modeles=objets-trouves`);
  await hugo.getByLabel("Ou celles-ci").fill("218200020");
  await press(hugo, "Voir ce que cela ferait");
  assert.match(await hugo.locator("main").innerText(), /1\sfiche à créer chez 1\scollectivité/);
  await press(hugo, "Déployer");
  await hugo.getByRole("link", { name: "Voir le déploiement" }).first().click();
  const deployed = new URL(hugo.url()).pathname;
  assert.match(await hugo.locator("main").innerText(), /terminé/);
  assert.deepEqual(await checkPage(hugo, house.url + deployed), []);

  const sylvie = await signIn(browser, house, "sylvie.cassagne");
  await sylvie.goto(house.url + BASE);
  await sylvie.getByRole("link", { name: "voir ce qui change" }).click();
  await sylvie.locator("main table a").first().click();
  assert.deepEqual(await checkPage(sylvie, sylvie.url()), []);
  await press(sylvie, "Prendre ce qui est coché");
  assert.match(await sylvie.locator("main").innerText(), /plan du cimetière/);

  const anybody = await openPage(browser);
  const page = `${house.url}/public/218200020/registre`;
  assert.deepEqual(await checkPage(anybody, page), []);
  await anybody.goto(page);
  await anybody.getByRole("link", { name: "Restauration scolaire" }).click();
  assert.doesNotMatch(await anybody.locator("main").innerText(), /Portail en HTTPS/);
});
