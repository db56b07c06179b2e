// Signatures in a browser: anybody verifies a file with the signature that stands beside it; an administrator says whom to trust.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { checkPage, openBrowser, openPage } from "./axe.mjs";
import { signIn, startDemo } from "./maison.mjs";

const PDF = readFileSync(new URL("../modules/actes/fixtures/deliberation.pdf", import.meta.url));
let house, browser, folder;

const openssl = (...words) => execFileSync("openssl", words, { cwd: folder, stdio: "pipe" });

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "beffroi-signature-"));
  writeFileSync(join(folder, "acte.pdf"), PDF);
  const subject = ["-subj", "/CN=Jean Vidal", "-addext", "keyUsage=critical,digitalSignature,nonRepudiation"];
  openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "cle.pem", "-out", "maire.pem", "-days", "30", ...subject);
  openssl("cms", "-sign", "-binary", "-in", "acte.pdf", "-signer", "maire.pem", "-inkey", "cle.pem", "-outform", "DER", "-out", "acte.p7s", "-cades");
  house = await startDemo();
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await house?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const file = (name, from = name) => ({ name, mimeType: "application/octet-stream", buffer: readFileSync(join(folder, from)) });

test("anybody verifies a document with its signature, and sees that another is not what was signed", { timeout: 120_000 }, async () => {
  const page = await openPage(browser);
  const verify = async (document) => {
    let told = "";
    const prepare = async () => {
      await page.getByLabel("Document signé").setInputFiles(document);
      await page.getByLabel("Signature à part").setInputFiles(file("acte.p7s"));
      await page.getByRole("button", { name: "Vérifier" }).click();
      await page.getByRole("heading", { name: "Jean Vidal" }).waitFor();
      told = await page.locator("main").innerText();
    };
    assert.deepEqual(await checkPage(page, `${house.url}/verifier`, { prepare }), []);
    return told;
  };
  assert.deepEqual(await checkPage(page, `${house.url}/verifier`), []);
  assert.match(await verify(file("acte.pdf")), /Intacts/);
  writeFileSync(join(folder, "autre.pdf"), Buffer.concat([PDF, Buffer.from("%\n")]));
  assert.match(await verify(file("acte.pdf", "autre.pdf")), /Non valide[\s\S]*Changés/);
});

test("an administrator says whom to trust, and relates a software that is told", { timeout: 120_000 }, async () => {
  const page = await signIn(browser, house, "claire.arnaud");
  await page.goto(`${house.url}/centre/confiance`);
  assert.deepEqual(await checkPage(page, page.url()), []);
  await page.getByLabel("Certificats").setInputFiles(file("maire.pem"));
  await page.getByRole("button", { name: "Reconnaître ces autorités" }).click();
  await page.getByText("1 autorité").first().waitFor();
  assert.deepEqual(await checkPage(page, page.url()), []);
  await page.goto(`${house.url}/centre/webhooks/nouveau`);
  assert.deepEqual(await checkPage(page, page.url()), []);
  await page.getByLabel("Nom du logiciel").fill("Gestion des documents");
  await page.getByLabel("Adresse où le prévenir").fill("https://ged.example/beffroi");
  await page.getByLabel("Acte reçu en préfecture").check();
  await page.getByRole("button", { name: "Relier" }).click();
  await page.getByText(/whsec_/).first().waitFor();
  await page.getByRole("link", { name: "C’est copié" }).click();
  await page.getByRole("heading", { name: "Livraisons" }).waitFor();
  assert.deepEqual(await checkPage(page, page.url()), []);
});
