// The demo world, served for a test, and somebody who signs in.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { openPage } from "./axe.mjs";
import { startServer } from "./server.mjs";

const TARGET = process.env.CARGO_TARGET_DIR ?? "target";
const PASSWORD = "cloche-ardoise-brique-2026";
let served = 0;

/** Makes the demo world in a folder of its own and serves it: `{ url, stop }`. */
export async function startDemo() {
  const folder = mkdtempSync(join(tmpdir(), "beffroi-e2e-"));
  served += 1;
  const listen = `127.0.0.1:${18000 + ((process.pid + served) % 2000)}`;
  const binary = process.env.BEFFROI_BIN ?? join(TARGET, "debug/beffroi");
  const house = await startServer(binary, ["demo", "--data", folder, "--listen", listen]);
  for (let i = 0; i < 600; i += 1) {
    const answer = await fetch(`${house.url}/readyz`).catch(() => null);
    if (answer?.ok) break;
    await new Promise((later) => setTimeout(later, 100));
  }
  const stop = async () => {
    await house.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { url: house.url, stop };
}

/** A page where `name` has signed in. */
export async function signIn(browser, house, name, options) {
  const page = await openPage(browser, options);
  await page.goto(`${house.url}/connexion`);
  await page.fill("#champ-courriel", `${name}@cdg82.example`);
  await page.fill("#champ-mot-de-passe", PASSWORD);
  await page.press("#champ-mot-de-passe", "Enter");
  await page.waitForURL((url) => !url.pathname.startsWith("/connexion"));
  return page;
}
