// The whole house in a browser: every page of the demo world, at two widths and in both themes, and without JavaScript.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { checkPage, openBrowser, openPage } from "./axe.mjs";
import { signIn, startDemo } from "./maison.mjs";

let house, browser;
/** Pages already judged for somebody: the same address shows the same page, but for the menu. */
const walked = new Set();

before(async () => {
  house = await startDemo();
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await house?.stop();
});

/** Every address of the menu, and the addresses that these pages lead to, one of each kind. */
async function addresses(page, start) {
  const kind = (path) => path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "{id}").replace(/\d{9}/g, "{siren}").replace(/\b20\d\d\b/g, "{annee}");
  const found = new Map([[kind(start), start]]);
  const queue = [start];
  while (queue.length > 0) {
    const path = queue.shift();
    const answer = await page.goto(house.url + path);
    if (!answer || !(answer.headers()["content-type"] ?? "").includes("html")) continue;
    const links = await page.locator("a[href^='/']:not([download])").evaluateAll((all) => all.map((a) => new URL(a.href).pathname));
    for (const link of links) {
      const skipped = /\/(export|assets|documents)(\/|$)|\.(csv|xlsx|ods|pdf|xml|ics|toml|json|zip)$/.test(link);
      if (!skipped && !found.has(kind(link))) {
        found.set(kind(link), link);
        queue.push(link);
      }
    }
  }
  return [...found.values()];
}

/** Two pages at a time: the machine of the tests has two cores. */
async function inPairs(paths, check) {
  const left = [...paths];
  await Promise.all([0, 1].map(async () => { while (left.length > 0) await check(left.shift()); }));
}

for (const [name, start, least] of [["claire.arnaud", "/centre", 25], ["sylvie.cassagne", "/", 8], ["jean.pujol", "/", 4]]) {
  // The mayor's pages are walked each time; everybody's with `make e2e-whole`, a quarter of an hour.
  const skip = !process.env.E2E_WHOLE && name !== "jean.pujol" ? "walked by make e2e-whole" : false;
  test(`every page that ${name} reaches passes axe, fits, and breaks nothing`, { timeout: 1_800_000, skip }, async () => {
    const first = await signIn(browser, house, name);
    await first.goto(house.url + start);
    const reached = await addresses(first, new URL(first.url()).pathname);
    assert.ok(reached.length >= least, `only ${reached.length} pages: ${reached.join(" ")}`);
    const fresh = reached.filter((path) => !walked.has(path));
    const wrong = [];
    await inPairs(fresh, async (path) => {
      walked.add(path);
      const page = await first.context().newPage();
      const answer = await page.goto(house.url + path);
      if (answer.status() >= 400) wrong.push(`${path} answers ${answer.status()}`);
      else if ((answer.headers()["content-type"] ?? "").includes("html")) wrong.push(...(await checkPage(page, house.url + path)));
      await page.close();
    });
    assert.deepEqual(wrong, []);
    await first.context().close();
  });
}

test("the pages without an account pass axe and fit", async () => {
  const page = await openPage(browser);
  for (const path of ["/connexion", "/mot-de-passe-oublie", "/public/simulateur"]) {
    assert.deepEqual(await checkPage(page, house.url + path), []);
  }
  assert.deepEqual(await checkPage(page, `${house.url}/nulle-part`, { status: 404 }), []);
});

test("signing in, searching and opening a commune work without JavaScript", async () => {
  const page = await signIn(browser, house, "claire.arnaud", { javaScriptEnabled: false });
  await page.fill("input[name=q]", "caussade");
  await page.press("input[name=q]", "Enter");
  await page.getByRole("link", { name: /Caussade/ }).first().click();
  assert.match(await page.locator("h1").innerText(), /Caussade/);
});
