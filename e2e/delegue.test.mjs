// The delegate's work, in a browser: who needs attention, an exchange noted, the file of the CNIL, a campaign; every page by axe.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { checkPage, openBrowser } from "./axe.mjs";
import { signIn, startDemo } from "./maison.mjs";

const BASE = "/centre/rgpd";
const ALBIAS = `${BASE}/218200020`;
let house, browser, folder;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "beffroi-cnil-"));
  house = await startDemo();
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await house?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Presses the button and waits for the page that follows. */
async function press(page, name) {
  await Promise.all([page.waitForNavigation(), page.getByRole("button", { name }).first().click()]);
}

test("a delegate finds who needs them, notes a visit, imports the file of the CNIL and writes to many", { timeout: 240_000 }, async () => {
  const hugo = await signIn(browser, house, "hugo.marty");
  const says = async (words) => assert.match(await hugo.locator("main").innerText(), words);
  await hugo.goto(house.url + BASE);
  await says(/adhérents ont besoin de vous/);
  await says(/votre contrôle\./);

  await hugo.goto(`${house.url}${ALBIAS}/echanges/nouveau`);
  await hugo.locator("select[name=genre]").selectOption("telephone");
  await hugo.locator("input[name=minutes]").fill("25");
  await hugo.locator("input[name=objet]").fill("Affichage des listes de cantine");
  await press(hugo, "Noter l’échange");
  await says(/Affichage des listes de cantine/);

  const file = join(folder, "cnil.csv");
  const head = "SIREN organisme désignant;Type de DPO;Date de la désignation;SIREN organisme désigné;Nom organisme désigné";
  writeFileSync(file, `${head}\r\n218200020;Personne morale;25/05/2018;552081317;EDF\r\n`, "latin1");
  await hugo.goto(`${house.url}${BASE}/designations/import`);
  await hugo.setInputFiles("input[type=file]", file);
  await hugo.getByRole("button", { name: "Vérifier le fichier" }).click();
  await hugo.waitForURL(/import\/[0-9a-f-]{36}$/);
  await says(/Nouvelle\s: EDF/);
  await says(/plus de désignations qu’il n’en garde/);
  await press(hugo, /Confirmer/);
  await hugo.goto(house.url + ALBIAS);
  await says(/La CNIL connaît un autre délégué\s: EDF/);

  await hugo.goto(`${house.url}${BASE}/campagnes/nouvelle?motif=soumis`);
  await press(hugo, "Relire pour l’un d’eux");
  await says(/Ce que lira/);
  await press(hugo, /^Envoyer à/);
  await says(/Qui a reçu quoi/);
  const campagne = new URL(hugo.url()).pathname;
  for (const path of [BASE, ALBIAS, `${ALBIAS}/echanges/nouveau`, `${BASE}/echanges`, `${BASE}/designations`, campagne]) {
    assert.deepEqual(await checkPage(hugo, house.url + path, { themes: ["light"] }), []);
  }
});
