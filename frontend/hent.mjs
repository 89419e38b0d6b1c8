// Copies the few files Bysak serves to browsers from the npm packages into bysak/web/static/vendor.
// The copies are committed, so that installing and running Bysak needs neither Node nor a network.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const her = dirname(fileURLToPath(import.meta.url));
const maal = join(her, "..", "bysak", "web", "static", "vendor");
const pakke = (navn, ...sti) => join(her, "node_modules", navn, ...sti);

const FILER = {
  "@oslokommune/punkt-assets": {
    mappe: "oslo-sans",
    filer: {
      "LICENSE": "LICENSE",
      ...Object.fromEntries(["Light", "Regular", "Medium", "Bold"].map(
        (vekt) => [`dist/fonts/OsloSans-${vekt}.woff2`, `OsloSans-${vekt}.woff2`])),
    },
  },
  "htmx.org": { mappe: "htmx", filer: { "LICENSE": "LICENSE", "dist/htmx.min.js": "htmx.min.js" } },
};

rmSync(maal, { recursive: true, force: true });
const versjoner = [];
for (const [navn, { mappe, filer }] of Object.entries(FILER)) {
  mkdirSync(join(maal, mappe), { recursive: true });
  for (const [fra, til] of Object.entries(filer)) cpSync(pakke(navn, fra), join(maal, mappe, til));
  const { version, license } = JSON.parse(readFileSync(pakke(navn, "package.json"), "utf8"));
  versjoner.push(`${mappe}: ${navn} ${version} (${license})`);
}
writeFileSync(join(maal, "VERSJONER.txt"), versjoner.join("\n") + "\n");
