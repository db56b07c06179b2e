// The gallery of components, seen, walked by keyboard, without JavaScript: `node --test e2e/`.
// GALERIE may name a gallery already built; otherwise cargo builds and runs it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe, checkPage, openBrowser, openPage } from "./axe.mjs";
import { startServer } from "./server.mjs";

const PAGES = [
  ["/"], ["/liste"], ["/liste?q=zzz"], ["/liste?page=3&tri=nom&ordre=desc"], ["/liste-vide"], ["/formulaire"],
  ["/composants"], ["/graphiques"], ["/travail?fini"], ["/suppression"], ["/connexion"], ["/connexion?refus"],
  ["/simulateur"], ["/erreur", 500], ["/nulle-part", 404],
];
let browser, gallery;

before(async () => {
  const built = process.env.GALERIE;
  const cargo = ["run", "--quiet", "--package", "web", "--example", "galerie", "--", "127.0.0.1:0"];
  gallery = await (built ? startServer(built, ["127.0.0.1:0"]) : startServer("cargo", cargo));
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await gallery?.stop();
});

/** Opens a page of the gallery, gives it to `act`, closes it. */
async function on(path, options, act) {
  const page = await openPage(browser, options);
  try {
    await page.goto(gallery.url + path);
    await act(page);
  } finally {
    await page.context().close();
  }
}

const PHONE = { viewport: { width: 360, height: 740 } };
const focused = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.textContent.trim());

test("every page is accessible, light, and fits any screen in both themes", async (t) => {
  for (const [path, status = 200] of PAGES) {
    await t.test(path, async () => {
      const page = await openPage(browser);
      assert.deepEqual(await checkPage(page, gallery.url + path, { status }), []);
      await page.context().close();
    });
  }
});

test("open menus and dialogs are accessible too", async () => {
  for (const colorScheme of ["light", "dark"]) {
    await on("/liste", { ...PHONE, colorScheme }, async (page) => {
      await page.getByText("Menu", { exact: true }).click();
      await page.getByRole("navigation", { name: "Navigation principale" }).waitFor();
      assert.deepEqual(await axe(page), []);
    });
    await on("/composants", { colorScheme }, async (page) => {
      await page.getByText("Claire Arnaud", { exact: true }).click();
      assert.deepEqual(await axe(page), []);
      await page.keyboard.press("Escape");
      await page.getByRole("link", { name: "Résilier" }).click();
      await page.getByRole("dialog", { name: "Résilier la convention d’Albias" }).waitFor();
      assert.deepEqual(await axe(page), []);
    });
  }
});

test("refused form keeps what was typed, shows its errors and leads to each field", async () => {
  await on("/formulaire", {}, async (page) => {
    await page.getByLabel("Commune").fill("Albias");
    const [answer] = await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: "Ajouter la collectivité" }).click()]);
    assert.equal(answer.status(), 422);
    assert.match(await focused(page), /réponses sont à corriger/);
    assert.deepEqual(await axe(page), []);
    await page.getByRole("link", { name: "Choisissez un régime" }).click();
    assert.equal(await focused(page), "champ-regime-0");
    const siren = page.getByLabel("SIREN");
    assert.equal(await siren.getAttribute("aria-invalid"), "true");
    assert.match(await siren.getAttribute("aria-describedby"), /champ-siren-erreur/);
  });
});

test("one goes to the content, to a menu and back with the keyboard alone", async () => {
  await on("/composants", {}, async (page) => {
    await page.keyboard.press("Tab");
    assert.equal(await focused(page), "Aller au contenu");
    await page.keyboard.press("Enter");
    assert.equal(await focused(page), "contenu");
    await page.locator(".personne > summary").focus();
    await page.keyboard.press("Enter");
    assert.ok(await page.getByRole("link", { name: "Mon compte" }).isVisible());
    await page.keyboard.press("Tab");
    await page.keyboard.press("Escape");
    assert.ok(await page.getByRole("link", { name: "Mon compte" }).isHidden());
    assert.equal(await page.evaluate(() => document.activeElement.tagName), "SUMMARY");
    await page.getByRole("link", { name: "Résilier" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    assert.equal(await focused(page), "Résilier");
  });
});

test("list follows what one types, keeps the caret and the address", async () => {
  await on("/liste", {}, async (page) => {
    await page.getByLabel("Nom ou SIREN").pressSequentially("montauban");
    await page.getByText("25 collectivités").waitFor();
    assert.equal(await focused(page), "filtre-q");
    assert.match(page.url(), /\/liste\?q=montauban$/);
    await page.getByLabel("État").selectOption("Échue");
    await page.waitForURL(/etat=2/);
    await page.getByRole("link", { name: "Retirer les filtres" }).first().click();
    await page.getByText("205 collectivités").waitFor();
  });
});

test("all rows are chosen with one box", async () => {
  await on("/liste", {}, async (page) => {
    await page.getByLabel("Tout choisir").check();
    assert.equal(await page.locator("input[name=choix]:checked").count(), 50);
  });
});

test("chosen theme is kept by the server", async () => {
  await on("/", {}, async (page) => {
    const theme = () => page.evaluate(() => document.documentElement.dataset.bsTheme ?? "");
    for (const [button, expected] of [["Sombre", "dark"], ["Clair", "light"], ["Auto", ""]]) {
      await page.getByText("Claire Arnaud", { exact: true }).click();
      const kept = page.waitForResponse((response) => response.url().endsWith("/apparence"));
      await page.getByRole("button", { name: button }).click();
      await kept;
      assert.equal(await theme(), expected);
      await page.reload();
      assert.equal(await theme(), expected);
    }
  });
});

test("progress block asks until the work is over", async () => {
  await on("/travail", {}, async (page) => {
    assert.ok(await page.getByText("128 sur 205").isVisible());
    await page.getByText("205 sur 205").waitFor();
    assert.equal(await page.locator("#avancement[hx-get]").count(), 0);
  });
});

test("upload is sent with its progress and its answer is shown", async () => {
  await on("/formulaire", {}, async (page) => {
    await page.locator("#champ-piece").setInputFiles({ name: "deliberation.pdf", mimeType: "application/pdf", buffer: Buffer.alloc(1_500_000) });
    assert.ok(await page.getByText("deliberation.pdf (1,5 Mo)").isVisible());
    const sent = page.waitForResponse((response) => response.request().method() === "POST");
    await page.getByRole("button", { name: "Ajouter la collectivité" }).click();
    assert.equal((await sent).status(), 422);
    await page.getByRole("alert").getByText("réponses sont à corriger").waitFor();
    assert.match(await focused(page), /réponses sont à corriger/);
  });
});

test("everything works without JavaScript", async () => {
  const options = { ...PHONE, javaScriptEnabled: false };
  await on("/liste", options, async (page) => {
    await page.getByText("Menu", { exact: true }).click();
    assert.ok(await page.getByRole("link", { name: "Nouvelle collectivité" }).isVisible());
    await page.getByText("Menu", { exact: true }).click();
    await page.getByLabel("Nom ou SIREN").fill("caussade");
    await page.getByLabel("Trier par").selectOption("population");
    await page.getByRole("button", { name: "Filtrer" }).click();
    await page.getByText("26 collectivités").waitFor();
    assert.match(page.url(), /q=caussade&etat=&tri=population/);
    assert.ok(await page.getByLabel("Tout choisir").isHidden());
  });
  await on("/composants", options, async (page) => {
    await page.getByRole("link", { name: "Résilier" }).click();
    assert.ok(await page.getByRole("heading", { name: "Résilier la convention d’Albias" }).isVisible());
    await page.getByRole("link", { name: "Ne rien changer" }).click();
    assert.match(page.url(), /\/composants$/);
    assert.ok(await page.getByRole("button", { name: "Copier" }).isHidden());
  });
  await on("/travail", options, (page) => page.waitForRequest((request) => request.url().endsWith("/travail")));
});

test("paper has the content alone", async () => {
  await on("/liste", {}, async (page) => {
    await page.emulateMedia({ media: "print" });
    for (const hidden of [".tour", ".barre", ".filtres", ".exports"]) assert.ok(await page.locator(hidden).isHidden(), hidden);
    assert.ok(await page.getByRole("table").isVisible());
  });
});
