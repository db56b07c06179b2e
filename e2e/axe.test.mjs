// The checker itself: a page where everything is wrong must not pass.
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkPage, openBrowser, openPage } from "./axe.mjs";

const URL = "http://maison.invalid/";
const HEAD = `<!doctype html><html lang="fr"><head><title>Essai</title><meta name="viewport" content="width=device-width"></head>`;
const GOOD = `${HEAD}<body><main><h1>Bonjour</h1><p>Rien à redire.</p></main></body></html>`;

/** What is wrong with a page of this body, served with these headers. */
async function judge(body, headers = { "content-security-policy": "default-src 'self'" }) {
  const browser = await openBrowser();
  try {
    const page = await openPage(browser);
    await page.route("**/*", (route) => route.fulfill({ body, contentType: "text/html; charset=utf-8", headers }));
    return (await checkPage(page, URL)).join("\n");
  } finally {
    await browser.close();
  }
}

test("page without fault passes", async () => {
  assert.equal(await judge(GOOD), "");
});

test("field without label, pale text and missing policy are seen", async () => {
  const pale = GOOD.replace("<p>", '<input><p id="pale">').replace("</head>", "<style>#pale { color: #ccc }</style></head>");
  const wrong = await judge(pale, {});
  assert.match(wrong, /at 1280 px in light: label: input/);
  assert.match(wrong, /at 360 px in dark: color-contrast: #pale/);
  assert.match(wrong, /has no Content-Security-Policy/);
});

test("inline style, sideways scroll, third party and weight are seen", async () => {
  const wide = `<p style="color: red">x</p><table width="900"><tr><td>x</td></tr></table><img alt="" src="https://ailleurs.invalid/x.png">`;
  const wrong = await judge(GOOD.replace("</main>", `${wide}<!--${"x".repeat(70_000)}--></main>`));
  assert.match(wrong, /console: .*Content Security Policy/);
  assert.match(wrong, /at 320 px: scrolls sideways to 9\d\d px because of table/);
  assert.match(wrong, /asks a third party: https:\/\/ailleurs\.invalid/);
  assert.match(wrong, /weighs 7\d{4} bytes with its styles, more than 60000/);
});

test("unexpected status is seen", async () => {
  const browser = await openBrowser();
  const page = await openPage(browser);
  await page.route("**/*", (route) => route.fulfill({ status: 500, body: GOOD, contentType: "text/html", headers: { "content-security-policy": "default-src 'self'" } }));
  assert.match((await checkPage(page, URL)).join("\n"), /answers 500 and not 200/);
  await browser.close();
});
