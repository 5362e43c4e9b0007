import assert from "node:assert/strict";
import { test } from "node:test";

import { folderOf, modules } from "./places.mjs";
import { terraform, TerraformError, withoutTerraform as skip } from "./terraform.mjs";

const format = (folder) => terraform(folder, "fmt", "-check", "-recursive", "-list=true");

test("every file is formatted as `terraform fmt` does", { skip }, () => {
  assert.equal(format(modules), "");
});

test("the format check catches a badly formatted file, in a folder within too", { skip }, (t) => {
  const folder = folderOf(t, { "good.tf": 'output "o" {\n  value = 1\n}\n', "inner/bad.tf": 'output "o" {\n value=1\n}\n' });
  assert.throws(
    () => format(folder),
    (error) => error instanceof TerraformError && error.message.includes("inner/bad.tf") && !error.message.includes("good.tf"),
  );
});
