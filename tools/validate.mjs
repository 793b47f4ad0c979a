// HTML that breaks the standard: `node tools/validate.mjs FOLDER` prints a line for each place, and how many pages it read.
import {readFileSync, readdirSync} from "node:fs";
import {join} from "node:path";
import {HtmlValidate, StaticConfigLoader} from "html-validate";

const RULES = {
  "heading-level": ["error", {allowMultipleH1: true}], // the theme has a second title, which only paper shows
  "input-missing-label": "error",
  "missing-doctype": "error",
  "no-missing-references": "error",
  "no-implicit-close": "error",
};
const folder = process.argv[2];
const validator = new HtmlValidate(new StaticConfigLoader({extends: ["html-validate:standard"], rules: RULES}));

// Of a long page, colored words and signatures are read without their spans: one function makes them all, and the short
// pages show them.
const LONG = 200_000, REPEATED = /<pre>[^]*?<\/pre>|<dt class="sig[^]*?<\/dt>/g;
const thinned = text =>
  text.length < LONG ? text : text.replace(REPEATED, part => part.replace(/<\/?span[^>]*>/g, ""));

const isPage = name => name.endsWith(".html") && !name.startsWith("_static");
const pages = readdirSync(folder, {recursive: true}).filter(isPage).sort();
for (const name of pages) {
  const {results} = validator.validateStringSync(thinned(readFileSync(join(folder, name), "utf8")), name);
  for (const {ruleId, message, line, selector} of results.flatMap(result => result.messages))
    console.log(`${name}:${line}: ${message} (${ruleId}) ${selector ?? ""}`);
}
console.log(`${pages.length} pages`);
