// The yearly work with the keyboard alone: a new member, its convention, a service, the état computed, validated, downloaded.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { openBrowser } from "./axe.mjs";
import { startDemo, signIn } from "./maison.mjs";

let house, browser;

before(async () => {
  house = await startDemo();
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await house?.stop();
});

/** What the focused element says of itself: its label, its text or its value. */
const focused = (page) =>
  page.evaluate(() => {
    const it = document.activeElement;
    if (it === document.body) return "";
    const said = it.labels?.[0]?.innerText ?? it.getAttribute("aria-label") ?? (it.innerText || it.value || "");
    return said.replace(/\s+/g, " ").trim();
  });

/** Goes forward with Tab until the focus is on what is so called; the focus must be seen on the way. */
async function reach(page, name) {
  const seen = [];
  for (let i = 0; i < 250; i += 1) {
    await page.keyboard.press("Tab");
    const said = await focused(page);
    if (said.startsWith(name)) {
      const drawn = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle + getComputedStyle(document.activeElement).boxShadow);
      assert.notEqual(drawn, "nonenone", `the focus on « ${name} » is not seen`);
      return;
    }
    if (seen.includes(said) && said === "Aller au contenu") break;
    seen.push(said);
  }
  assert.fail(`« ${name} » is not reached with Tab on ${page.url()}: ${seen.join(" | ")}`);
}

/** Follows a link or presses a button. */
async function press(page, name) {
  await reach(page, name);
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
}

/** Types in the field so called; what it held goes. */
async function type(page, name, text) {
  await reach(page, name);
  await page.keyboard.press("Control+A");
  await page.keyboard.type(text);
}

/** Opens the menu of a page by its own link, from the top. */
async function open(page, name) {
  await page.evaluate(() => document.activeElement.blur());
  await press(page, name);
}

/** Waits for the end of a job on its page, which follows by itself. */
const done = (page) => page.getByText("Succès").first().waitFor({ state: "attached", timeout: 120_000 });

/** Asks again until the papers of the état are there: those of a whole year come before. */
async function printed(page) {
  const isThere = async () => (await (await fetch(location.href)).text()).includes("Télécharger le PDF");
  for (let i = 0; i < 480 && !(await page.evaluate(isThere)); i += 1) await new Promise((later) => setTimeout(later, 500));
  await page.reload();
}

const heading = (page) => page.locator("h1").innerText();

test("a member is added, subscribed, billed and its état downloaded without a mouse", { timeout: 300_000 }, async () => {
  const page = await signIn(browser, house, "claire.arnaud");
  await open(page, "Collectivités");
  await press(page, "Ajouter une collectivité");
  await type(page, "Type", "Syndicat");
  await type(page, "Nom", "Eaux du Causse");
  await type(page, "SIREN", "999820012");
  await type(page, "Département", "82");
  await press(page, "Ajouter la collectivité");
  const here = new URL(page.url()).pathname;
  assert.match(here, /999820012/);
  await open(page, "Conventions");
  await press(page, "Proposer une convention");
  await type(page, "SIREN de la collectivité", "999820012");
  await type(page, "Numéro de la convention", "2021-900");
  await type(page, "Proposée le", "01012021");
  await press(page, "Proposer la convention");
  for (const partie of ["Le centre de gestion", "La collectivité"]) {
    await press(page, "Enregistrer une signature");
    await reach(page, partie); // Who is left to sign is chosen already.
    await type(page, "Signée le", "01012021");
    await type(page, "Référence de l’exemplaire signé", "Exemplaire 900");
    await press(page, "Enregistrer la signature");
  }
  assert.equal(await heading(page), "Convention en vigueur depuis le 1er janvier 2021");
  await open(page, "Abonnements");
  await type(page, "Service", "Nom de domaine");
  await type(page, "Quantité", "2");
  await type(page, "Première année", "2021");
  await press(page, "Souscrire");
  await open(page, "Beffroi");
  await open(page, "États annuels");
  await press(page, "États 2021");
  await press(page, "Recalculer");
  await done(page);
  assert.match(await heading(page), /c’est fait/);
  await press(page, "Vérifier les états");
  await type(page, "Nom de la collectivité", "Causse");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  await press(page, "Eaux du Causse");
  assert.equal(await heading(page), "L’état 2021 est prêt à valider");
  await reach(page, "Valider cet état");
  await page.keyboard.press("Enter");
  await page.locator("dialog[open]").waitFor();
  await press(page, "Valider et envoyer");
  assert.match(await page.locator("main").innerText(), /L’état est validé/);
  await printed(page);
  await reach(page, "Télécharger le PDF");
  const [file] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
  assert.match(readFileSync(await file.path()).subarray(0, 8).toString(), /^%PDF-/);
  assert.match(file.suggestedFilename(), /État annuel 2021 Eaux du Causse\.pdf/);
  await page.context().close();
});
