// Copies the few files Bysak serves to browsers from the npm packages into bysak/web/static/vendor.
// The copies are committed, so that installing and running Bysak needs neither Node nor a network. axe-core judges the
// pages in the browser tests; it is copied there, and never served to anyone.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const her = dirname(fileURLToPath(import.meta.url));
const servert = join(her, "..", "bysak", "web", "static", "vendor");
const tilTest = join(her, "..", "tests", "nettleser", "vendor");
const pakke = (navn, ...sti) => join(her, "node_modules", navn, ...sti);

const FILER = {
  "@oslokommune/punkt-assets": {
    maal: servert,
    mappe: "oslo-sans",
    filer: {
      "LICENSE": "LICENSE",
      ...Object.fromEntries(["Light", "Regular", "Medium", "Bold"].map(
        (vekt) => [`dist/fonts/OsloSans-${vekt}.woff2`, `OsloSans-${vekt}.woff2`])),
    },
  },
  "htmx.org": { maal: servert, mappe: "htmx", filer: { "LICENSE": "LICENSE", "dist/htmx.min.js": "htmx.min.js" } },
  "axe-core": {
    maal: tilTest,
    mappe: "axe",
    filer: { "LICENSE": "LICENSE", "LICENSE-3RD-PARTY.txt": "LICENSE-3RD-PARTY.txt", "axe.min.js": "axe.min.js" },
  },
};

const versjoner = new Map([[servert, []], [tilTest, []]]);
for (const maal of versjoner.keys()) rmSync(maal, { recursive: true, force: true });
for (const [navn, { maal, mappe, filer }] of Object.entries(FILER)) {
  mkdirSync(join(maal, mappe), { recursive: true });
  for (const [fra, til] of Object.entries(filer)) cpSync(pakke(navn, fra), join(maal, mappe, til));
  const { version, license } = JSON.parse(readFileSync(pakke(navn, "package.json"), "utf8"));
  versjoner.get(maal).push(`${mappe}: ${navn} ${version} (${license})`);
}
for (const [maal, linjer] of versjoner) writeFileSync(join(maal, "VERSJONER.txt"), linjer.join("\n") + "\n");
