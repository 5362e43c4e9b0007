import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { test } from "node:test";

import { readme } from "./docs.mjs";
import { moduleFolders } from "./hcl.mjs";
import { folderOf, modules } from "./places.mjs";

for (const folder of moduleFolders(modules)) {
  const name = relative(modules, folder) || "the root module";
  test(`${name} has its standard files`, () => {
    for (const file of ["main.tf", "variables.tf", "outputs.tf", "versions.tf", "README.md"])
      assert.ok(existsSync(join(folder, file)), file);
  });
  test(`${name}'s README has its inputs and outputs as they are: node tests/infra/terraform/docs.mjs writes them`, async () => {
    const { text, updated } = await readme(folder);
    assert.equal(text, updated);
  });
}

const marks = "<!-- BEGIN_TF_DOCS -->\n<!-- END_TF_DOCS -->\n";
const input = (more) => `variable "a" {\n  description = "One, or <two>."\n  type        = list(string)\n${more}}\n`;

test("a README's tables tell type, default, and what must be given", async (t) => {
  const given = folderOf(t, { "README.md": `# M\n\n${marks}`, "main.tf": input("") });
  assert.match((await readme(given)).updated, /\| `a` \| One, or &lt;two>\. \| `list\(string\)` \| required \|/);
  const defaulted = folderOf(t, { "README.md": `# M\n\n${marks}`, "main.tf": input('  default     = ["x"]\n') });
  const { text, updated } = await readme(defaulted);
  assert.notEqual(text, updated, "a README that lags behind is noticed");
  assert.match(updated, /\| `\["x"\]` \|\n/);
});

test("a README without a place for the tables is refused", async (t) => {
  await assert.rejects(
    readme(folderOf(t, { "README.md": "# M\n", "main.tf": input("") })),
    /README\.md: no <!-- BEGIN_TF_DOCS -->/,
  );
});
