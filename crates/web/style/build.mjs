// Makes the assets of Beffroi: `node style/build.mjs OUT_DIR`, run by build.rs.
//
// In OUT_DIR: assets/ (each file under a name that carries its hash, with its .br and .gz), assets.rs (the table
// that src/assets.rs embeds, and one constant for each address) and icons.rs (the enum of the icons).
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import * as sass from "sass";
import { icons } from "./icons.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2];
const packaged = createRequire(import.meta.url);
const npm = (path) => packaged.resolve(path);
const FONTS = {
  "bricolage.woff2": "@fontsource-variable/bricolage-grotesque/files/bricolage-grotesque-latin-wght-normal.woff2",
  "atkinson.woff2":
    "@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-normal.woff2",
  "atkinson-italique.woff2":
    "@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-italic.woff2",
};
const TYPES = {
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
  woff2: "font/woff2",
};

const assets = [];

rmSync(join(out, "assets"), { recursive: true, force: true });
mkdirSync(join(out, "assets"), { recursive: true });
for (const [name, path] of Object.entries(FONTS)) add(name, readFileSync(npm(path)));
add("favicon.svg", readFileSync(join(here, "favicon.svg")));
add("icons.svg", sprite());
add("style.css", styles());
add("beffroi.js", readFileSync(join(here, "beffroi.js")));
add("htmx.js", readFileSync(npm("htmx.org/dist/htmx.min.js")));
writeFileSync(join(out, "assets.rs"), assetTable());
writeFileSync(join(out, "icons.rs"), iconEnum());

/** Writes one asset under its hashed name, with its compressed forms when they are worth it. */
function add(name, body) {
  const [, stem, extension] = name.match(/^(.*)\.(\w+)$/);
  const bytes = Buffer.from(body);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 10);
  const file = `${stem}-${hash}.${extension}`;
  writeFileSync(join(out, "assets", file), bytes);
  const compressed = extension !== "woff2";
  if (compressed) {
    const quality = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    writeFileSync(join(out, "assets", `${file}.br`), brotliCompressSync(bytes, { params: quality }));
    writeFileSync(join(out, "assets", `${file}.gz`), gzipSync(bytes, { level: 9 }));
  }
  assets.push({ name, file, type: TYPES[extension], compressed });
}

/** Compiles the stylesheet, puts the fonts' addresses in it and checks that no variable is used that is not set. */
function styles() {
  const { css } = sass.compile(join(here, "scss/style.scss"), {
    style: "compressed",
    loadPaths: [dirname(npm("bootstrap/scss/bootstrap.scss"))],
    quietDeps: true,
    silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function"],
  });
  const addressed = css.replace(/url\("?asset:([\w.-]+)"?\)/g, (_, name) => {
    const asset = assets.find((known) => known.name === name);
    if (!asset) throw new Error(`the stylesheet names an asset that does not exist: ${name}`);
    return `url(/assets/${asset.file})`;
  });
  const defined = new Set([...addressed.matchAll(/(--[\w-]+)\s*:/g)].map((match) => match[1]));
  const missing = [...addressed.matchAll(/var\((--[\w-]+)\)/g)].map((match) => match[1]).filter((v) => !defined.has(v));
  if (missing.length) throw new Error(`the stylesheet reads variables that nothing sets: ${[...new Set(missing)]}`);
  if (/url\("?data:/.test(addressed)) throw new Error("the stylesheet holds a data: address, which our CSP refuses");
  return addressed;
}

/** One SVG with a symbol for each icon of the list. */
function sprite() {
  const twice = icons.filter((name, at) => icons.indexOf(name) !== at);
  if (twice.length) throw new Error(`icons named twice in style/icons.mjs: ${twice}`);
  const symbols = icons.map((name) => `<symbol id="${name}" viewBox="0 0 24 24">${drawing(name)}</symbol>`);
  return `<svg xmlns="http://www.w3.org/2000/svg"><!-- Lucide, ISC License, https://lucide.dev -->${symbols.join("")}</svg>`;
}

/** The shapes of one icon, without the svg element around them. */
function drawing(name) {
  let text;
  try {
    text = readFileSync(npm(`lucide-static/icons/${name}.svg`), "utf8");
  } catch {
    throw new Error(`lucide has no icon named “${name}”: correct style/icons.mjs`);
  }
  return text.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "").replace(/\s+/g, " ").replace(/> </g, "><").trim();
}

function assetTable() {
  const constants = assets.map(
    ({ name, file }) =>
      `/// Address of \`${name}\`.\npub const ${name.replace(/\W/g, "_").toUpperCase()}: &str = "/assets/${file}";\n`,
  );
  const embedded = (path) => `include_bytes!(concat!(env!("OUT_DIR"), "/assets/${path}"))`;
  const rows = assets.map(
    ({ file, type, compressed }) =>
      `    Asset {\n        file: "${file}",\n        content_type: "${type}",\n        raw: ${embedded(file)},\n` +
      `        brotli: ${compressed ? `Some(${embedded(`${file}.br`)})` : "None"},\n` +
      `        gzip: ${compressed ? `Some(${embedded(`${file}.gz`)})` : "None"},\n    },\n`,
  );
  return `${constants.join("")}\nstatic ASSETS: &[Asset] = &[\n${rows.join("")}];\n`;
}

function iconEnum() {
  const variant = (name) => name.replace(/(^|-)(\w)/g, (_, __, letter) => letter.toUpperCase());
  const list = (line) => icons.map((name) => `${line(variant(name), name)}\n`).join("");
  return `/// The icons of the house, listed in \`style/icons.mjs\` and drawn by Lucide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Icon {
${list((rust, name) => `    /// \`${name}\`.\n    ${rust},`)}}

impl Icon {
    /// Every icon, in the order of the list.
    pub const ALL: &[Self] = &[
${list((rust) => `        Self::${rust},`)}    ];

    const NAMES: [&'static str; ${icons.length}] = [
${list((_, name) => `        "${name}",`)}    ];

    /// The symbol's name in the sprite.
    pub const fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }
}
`;
}
