// Walks real pages in Debian's Chromium and says what is wrong with them: see `checkPage`.
import { AxeBuilder } from "@axe-core/playwright";
import { chromium } from "playwright-core";

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"];
const HEIGHT = 900;
/** A page with its styles stays under this many compressed bytes. */
export const MAX_BYTES = 60_000;
/** Every page must fit these widths without scrolling sideways. */
const NARROW = [360, 320];

/** Opens Chromium; close it with `browser.close()`. */
export function openBrowser() {
  return chromium.launch({ executablePath: CHROMIUM, headless: true, args: FLAGS });
}

/** A page without animation, in French. Options are those of playwright's `newContext`. */
export async function openPage(browser, options = {}) {
  const context = await browser.newContext({ locale: "fr-FR", reducedMotion: "reduce", ...options });
  return context.newPage();
}

/**
 * Opens `url` at each width and theme and returns what is wrong, one sentence each: axe's violations, sideways
 * scroll, console errors, CSP violations, weight. `prepare(page)` may act before the page is judged (open a menu…);
 * `status` is the expected status.
 */
export async function checkPage(page, url, options = {}) {
  const { widths = [1280, 360], themes = ["light", "dark"], prepare = async () => {}, status = 200 } = options;
  const wrong = new Set();
  const stopListening = listen(page, url, status, wrong);
  for (const theme of themes) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    for (const width of widths) {
      await page.setViewportSize({ width, height: HEIGHT });
      const weight = await load(page, url, status, wrong);
      if (weight > MAX_BYTES) wrong.add(`${url} weighs ${weight} bytes with its styles, more than ${MAX_BYTES}`);
      await prepare(page);
      for (const found of await axe(page)) wrong.add(`${url} at ${width} px in ${theme}: ${found}`);
    }
  }
  for (const width of NARROW) {
    await page.setViewportSize({ width, height: HEIGHT });
    for (const found of await overflow(page)) wrong.add(`${url} at ${width} px: ${found}`);
  }
  stopListening();
  return [...wrong];
}

/** What axe finds wrong in the page as it stands, one sentence each. */
export async function axe(page) {
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(" ")} (${node.failureSummary.replace(/\s+/g, " ")})`),
  );
}

/** The elements that make the page scroll sideways. */
async function overflow(page) {
  return page.evaluate(() => {
    const limit = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= limit) return [];
    const scrolls = (element) => element && (/auto|scroll|hidden|clip/.test(getComputedStyle(element).overflowX) || scrolls(element.parentElement));
    const wide = [...document.body.querySelectorAll("*")].filter(
      (element) => element.getBoundingClientRect().right > limit + 1 && !scrolls(element.parentElement),
    );
    const names = wide.slice(0, 3).map((element) => `${element.tagName.toLowerCase()}.${element.getAttribute("class") ?? ""}`);
    return [`scrolls sideways to ${document.documentElement.scrollWidth} px because of ${names.join(", ")}`];
  });
}

/** Loads the page from an empty cache and returns the compressed bytes of the document and its styles. */
async function load(page, url, status, wrong) {
  const protocol = await page.context().newCDPSession(page);
  await protocol.send("Network.enable");
  await protocol.send("Network.setCacheDisabled", { cacheDisabled: true });
  const counted = new Set();
  let bytes = 0;
  protocol.on("Network.responseReceived", ({ requestId, type }) => {
    if (type === "Document" || type === "Stylesheet") counted.add(requestId);
  });
  protocol.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (counted.has(requestId)) bytes += encodedDataLength;
  });
  const response = await page.goto(url, { waitUntil: "load" });
  await page.evaluate(() => document.fonts.ready.then(() => true));
  await protocol.detach();
  if (response.status() !== status) wrong.add(`${url} answers ${response.status()} and not ${status}`);
  if (!response.headers()["content-security-policy"]) wrong.add(`${url} has no Content-Security-Policy`);
  return bytes;
}

/** Notes console errors (CSP violations are among them), exceptions and requests to others. */
function listen(page, url, status, wrong) {
  const origin = new URL(url).origin;
  const onConsole = (message) => {
    const expected = status >= 400 && message.text().includes(`status of ${status}`);
    if (message.type() === "error" && !expected) wrong.add(`${url}: console: ${message.text()}`);
  };
  const onError = (error) => wrong.add(`${url}: exception: ${error.message}`);
  const onRequest = (request) => {
    if (new URL(request.url()).origin !== origin) wrong.add(`${url} asks a third party: ${request.url()}`);
  };
  page.on("console", onConsole).on("pageerror", onError).on("request", onRequest);
  return () => page.off("console", onConsole).off("pageerror", onError).off("request", onRequest);
}
