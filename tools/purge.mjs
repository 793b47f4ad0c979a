// Keep of every style sheet of a built book the rules whose names occur in its pages and scripts: node purge.mjs SITE
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PurgeCSS } from "purgecss";

const site = process.argv[2];
const files = (await readdir(site, { recursive: true })).map(file => join(site, file));
const ending = (...ends) => files.filter(file => ends.some(end => file.endsWith(end)));

const purged = await new PurgeCSS().purge({
  content: ending(".html", ".js").filter(file => !file.endsWith("searchindex.js")),
  css: ending(".css"),
  // Set by scripts, or by the browser.
  dynamicAttributes: ["data-theme", "data-mode", "data-bs-theme", "data-bs-popper", "data-popper-placement",
    "aria-expanded", "aria-selected", "aria-current", "open", "disabled", "hidden", "readonly"],
});
for (const { file, css } of purged) await writeFile(file, css);
