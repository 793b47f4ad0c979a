// HTML that breaks the standard: `node tools/validate.mjs FOLDER` prints a line for each place, and nothing where all is well.
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

// Thousands of colored words and signatures are made by one function each: their spans are looked at on the small pages.
const thinned = text =>
  text.length < 200_000 ? text : text.replace(/<pre>[^]*?<\/pre>|<dt class="sig[^]*?<\/dt>/g, part => part.replace(/<\/?span[^>]*>/g, ""));

const pages = readdirSync(folder, {recursive: true}).filter(name => name.endsWith(".html") && !name.startsWith("_static"));
let seen = 0;
for (const name of pages.sort()) {
  const report = validator.validateStringSync(thinned(readFileSync(join(folder, name), "utf8")), name);
  for (const {messages} of report.results)
    for (const {ruleId, message, line, selector} of messages) console.log(`${name}:${line}: ${message} (${ruleId}) ${selector ?? ""}`);
  seen += 1;
}
console.error(`${seen} pages`);
