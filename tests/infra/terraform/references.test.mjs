import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import { join, relative } from "node:path";
import { test } from "node:test";

import { moduleFolders, readModule } from "./hcl.mjs";
import { folderOf, modules, planted } from "./places.mjs";
import { referenceFindings } from "./reference_check.mjs";

for (const folder of moduleFolders(modules)) {
  test(`${relative(modules, folder) || "the root module"} refers to what is declared, and declares what it uses`, async () => {
    assert.deepEqual(await referenceFindings(await readModule(folder)), []);
  });
}

for (const { mistake, finds, folder: source, text } of planted("references")) {
  test(`the references check catches ${mistake}`, async (t) => {
    const folder = folderOf(t, { "main.tf": text });
    cpSync(join(source, "inner"), join(folder, "inner"), { recursive: true });
    const findings = await referenceFindings(await readModule(folder));
    assert.deepEqual(
      findings.map(({ address, message }) => `${address}: ${message}`),
      [finds],
    );
  });
}

test("a bucket's notification waits for what lets the bucket in", async () => {
  const waits = async (folder) => (await readModule(folder)).outputs.get("arn").body.depends_on;
  assert.deepEqual(await waits(modules), ["${aws_lambda_permission.s3}"]);
  assert.deepEqual(await waits(join(modules, "modules", "queue")), ["${aws_sqs_queue_policy.this}"]);
});

test("every variable and output says what it is, and every variable of what type", async () => {
  for (const folder of moduleFolders(modules)) {
    const { variables, outputs } = await readModule(folder);
    for (const { body, address, file } of [...variables.values(), ...outputs.values()]) {
      assert.match(body.description ?? "", /\.$/, `${file}: ${address}`);
      assert.ok(body.type || address.startsWith("output."), `${file}: ${address}`);
    }
  }
});
