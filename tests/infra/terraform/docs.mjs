// The tables of inputs and outputs in the modules' READMEs, between the marks that terraform-docs uses.
//   node docs.mjs     writes them anew
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { moduleFolders, readModule, soleExpression } from "./hcl.mjs";
import { modules } from "./places.mjs";

const begin = "<!-- BEGIN_TF_DOCS -->";
const end = "<!-- END_TF_DOCS -->";

/** The README of a module's folder: `{ file, text, updated }`. Throws when it has no place for the tables. */
export async function readme(folder) {
  const file = join(folder, "README.md");
  const text = readFileSync(file, "utf8");
  const [before, after] = [text.indexOf(begin), text.indexOf(end)];
  if (before < 0 || after < before) throw new Error(`${file}: no ${begin} … ${end}`);
  return { file, text, updated: `${text.slice(0, before)}${begin}\n${tables(await readModule(folder))}${text.slice(after)}` };
}

function tables({ variables, outputs }) {
  const inputs = [...variables].map(([name, { body }]) => [
    `\`${name}\``,
    cell(body.description),
    `\`${oneLine(soleExpression(body.type))}\``,
    "default" in body ? `\`${JSON.stringify(body.default)}\`` : "required",
  ]);
  const results = [...outputs].map(([name, { body }]) => [`\`${name}\``, cell(body.description)]);
  return [table(["Input", "What it is", "Type", "Default"], inputs), table(["Output", "What it is"], results)].join("\n");
}

const oneLine = (text) => text.replace(/\s+/g, " ").replaceAll("|", "\\|");
const cell = (text) => oneLine(text).replaceAll("<", "&lt;");

function table(head, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |\n`;
  return line(head) + line(head.map(() => "---")) + rows.map(line).join("");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const folder of moduleFolders(modules)) {
    const { file, text, updated } = await readme(folder);
    if (text !== updated) writeFileSync(file, updated);
  }
}
