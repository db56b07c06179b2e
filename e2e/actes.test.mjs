// Actes in a browser: a secretary sends a real PDF in less than ten clicks, answers a letter, publishes; a citizen reads.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { checkPage, openBrowser, openPage } from "./axe.mjs";
import { signIn, startDemo } from "./maison.mjs";

const BASE = "/c/218200020/actes";
const PDF = readFileSync(new URL("../modules/actes/fixtures/deliberation.pdf", import.meta.url));
let house, browser;

before(async () => {
  house = await startDemo();
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await house?.stop();
});

test("a secretary sends a real PDF in less than ten clicks", { timeout: 240_000 }, async () => {
  const page = await signIn(browser, house, "sylvie.cassagne");
  await page.goto(`${house.url}${BASE}`);
  let clicks = 0;
  const click = async (target) => {
    clicks += 1;
    await target.click();
  };
  const follow = async (target) => Promise.all([page.waitForNavigation(), click(target)]);
  await follow(page.getByRole("link", { name: "Déposer un acte" }).first());
  await click(page.getByLabel("Fichier de l’acte"));
  await page.getByLabel("Fichier de l’acte").setInputFiles({ name: "Délibération.pdf", mimeType: "application/pdf", buffer: PDF });
  await page.getByLabel("Objet").fill("Achat d’un columbarium – budget 2027");
  await page.getByLabel("Numéro").fill("2026_077");
  await page.getByLabel("Date de la décision").fill("2026-01-15");
  await follow(page.getByRole("button", { name: "Continuer" }));
  const objet = page.getByLabel("Objet");
  await objet.fill("Achat d’un columbarium ∞");
  await page.locator(".erreur-champ", { hasText: "La préfecture ne reçoit pas ces caractères" }).waitFor();
  assert.equal(await objet.getAttribute("aria-invalid"), "true");
  await objet.fill("Achat d’un columbarium – budget 2027, lot 1");
  await page.getByText(/^Enregistré à/).waitFor();
  assert.equal(await page.locator(".erreur-champ").count(), 0);
  await page.reload();
  assert.equal(await objet.inputValue(), "Achat d’un columbarium – budget 2027, lot 1", "a draft keeps itself");
  await page.getByLabel("Matière").fill("7.5 Finances locales / Subventions");
  await follow(page.getByRole("button", { name: "Enregistrer et vérifier" }));
  assert.match(await page.locator("main").innerText(), /La préfecture l’accepterait/);
  assert.deepEqual(await checkPage(page, page.url()), []);
  await follow(page.getByRole("button", { name: "Transmettre à la préfecture" }));
  await page.getByText("Reçu en préfecture", { exact: true }).first().waitFor({ timeout: 90_000 });
  assert.ok(clicks < 10, `${clicks} clicks`);
  assert.deepEqual(await checkPage(page, page.url()), []);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Avec le tampon" }).click()]);
  assert.ok(readFileSync(await download.path()).subarray(0, PDF.length).equals(PDF), "the file that was sent is whole in the stamped one");
});

test("a cut PDF is refused where it was chosen, and what was typed comes back", { timeout: 120_000 }, async () => {
  const page = await signIn(browser, house, "sylvie.cassagne");
  await page.goto(`${house.url}${BASE}/nouveau`);
  await page.getByLabel("Fichier de l’acte").setInputFiles({ name: "coupé.pdf", mimeType: "application/pdf", buffer: PDF.subarray(0, 400) });
  await page.getByLabel("Objet").fill("Ce qui est tapé revient");
  await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: "Continuer" }).click()]);
  assert.match(await page.locator("main").innerText(), /PDF est incomplet/);
  assert.equal(await page.getByLabel("Objet").inputValue(), "Ce qui est tapé revient");
});

test("the actes of a council are deposited together, corrected on one page and sent at once", { timeout: 240_000 }, async () => {
  const page = await signIn(browser, house, "sylvie.cassagne");
  await page.goto(`${house.url}${BASE}`);
  await page.getByRole("link", { name: "Déposer plusieurs actes" }).click();
  await page.getByLabel("Fichiers des actes").waitFor();
  assert.deepEqual(await checkPage(page, page.url()), []);
  await page.getByLabel("Fichiers des actes").setInputFiles(
    ["2026-081 Adhésion au syndicat.pdf", "2026-082 Motion pour la gare.pdf"].map((name) => ({ name, mimeType: "application/pdf", buffer: PDF })),
  );
  await page.getByLabel("Date de la décision").fill("2026-01-15");
  await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: "Déposer ces actes" }).click()]);
  assert.deepEqual(await checkPage(page, page.url()), []);
  assert.equal(await page.getByLabel("Objet").first().inputValue(), "Adhésion au syndicat");
  for (const matiere of await page.getByLabel("Matière").all()) await matiere.fill("5.7 Institutions et vie politique / Intercommunalité");
  await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: "Enregistrer et vérifier" }).click()]);
  await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: "Transmettre 2 actes" }).click()]);
  assert.match(await page.locator("h1").innerText(), /Tout le lot est parti/);
  assert.deepEqual(await checkPage(page, page.url()), []);
});

test("budget, groups, mails, broadcast and backup are read by everybody", { timeout: 240_000 }, async () => {
  const page = await signIn(browser, house, "sylvie.cassagne");
  await page.goto(`${house.url}${BASE}?nature=5`);
  await page.getByRole("link", { name: /Budget primitif/ }).click();
  await page.getByRole("link", { name: "Lire le budget en tableaux" }).click();
  await page.getByRole("heading", { name: "Investissement" }).waitFor();
  assert.deepEqual(await checkPage(page, page.url()), []);
  for (const path of ["avis", "reglages/groupes", "reglages/diffusion", "sauvegardes", "journal"]) {
    await page.goto(`${house.url}${BASE}/${path}`);
    assert.deepEqual(await checkPage(page, page.url()), [], path);
  }
  await page.goto(`${house.url}${BASE}/reglages/groupes`);
  await page.getByRole("link", { name: "Ajouter un groupe" }).click();
  assert.deepEqual(await checkPage(page, page.url()), []);
  await page.goto(`${house.url}${BASE}/sauvegardes`);
  await page.getByRole("button", { name: "Préparer l’export" }).click();
  const volume = page.getByRole("link", { name: /^actes-218200020-.*\.zip$/ });
  await volume.waitFor({ timeout: 90_000 });
  const [download] = await Promise.all([page.waitForEvent("download"), volume.click()]);
  assert.equal(readFileSync(await download.path()).subarray(0, 2).toString(), "PK");
});

test("a letter of the préfecture is answered, and a citizen reads what is published", { timeout: 240_000 }, async () => {
  const page = await signIn(browser, house, "sylvie.cassagne");
  await page.goto(`${house.url}${BASE}?a_repondre=oui`);
  await page.getByRole("link", { name: /Convention avec le centre/ }).click();
  await page.getByRole("link", { name: "Répondre", exact: true }).click();
  assert.deepEqual(await checkPage(page, page.url()), []);
  await page.getByLabel("Documents").setInputFiles({ name: "projet.pdf", mimeType: "application/pdf", buffer: PDF });
  await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: "Envoyer à la préfecture" }).click()]);
  await page.waitForFunction(() => document.body.innerText.includes("Réponse reçue en préfecture") || (location.reload(), false), null, { timeout: 90_000, polling: 2000 });

  const citizen = await openPage(browser);
  await citizen.goto(`${house.url}/public/218200020/actes?q=cantine`);
  assert.deepEqual(await checkPage(citizen, citizen.url()), []);
  await citizen.getByRole("link", { name: /Tarifs de la cantine/ }).click();
  assert.match(await citizen.locator("main").innerText(), /Mis en ligne le/);
  const feed = await citizen.request.get(`${house.url}/public/218200020/actes/deliberations.csv`);
  assert.match(await feed.text(), /^COLL_NOM,COLL_SIRET,DELIB_ID/);
});

test("the centre makes the school write", { timeout: 120_000 }, async () => {
  const page = await signIn(browser, house, "ines.delmas");
  for (const path of ["/centre/actes", "/centre/actes/218200020", "/centre/actes/ecole"]) {
    await page.goto(house.url + path);
    assert.deepEqual(await checkPage(page, page.url()), [], path);
  }
  await page.getByRole("link", { name: /Subventions aux associations/ }).click();
  await page.getByText("Écrire une lettre d’observations").click();
  await page.getByLabel("Son texte").fill("Le montant ne figure pas.");
  await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: "Faire écrire la préfecture" }).click()]);
  assert.match(await page.locator("main").innerText(), /La préfecture d’exercice a écrit/);
});
