import assert from "node:assert/strict";
import { relative } from "node:path";
import { test } from "node:test";

import { moduleFolders, readModule } from "./hcl.mjs";
import { folderOf, modules, planted } from "./places.mjs";
import { schemaFindings } from "./schema_check.mjs";

const lines = (findings) => findings.map(({ address, message }) => `${address}: ${message}`);

for (const folder of moduleFolders(modules)) {
  test(`${relative(modules, folder) || "the root module"} keeps to the provider's schema`, async () => {
    assert.deepEqual(schemaFindings(await readModule(folder)), []);
  });
}

for (const { mistake, finds, text } of planted("schema")) {
  test(`the schema check catches ${mistake}`, async (t) => {
    assert.deepEqual(lines(schemaFindings(await readModule(folderOf(t, { "main.tf": text })))), [finds]);
  });
}

test("a finding names its file", async (t) => {
  const folder = folderOf(t, {
    "good.tf": 'resource "aws_sqs_queue" "q" {}\n',
    "queues.tf": 'resource "aws_sqs_que" "q" {}\n',
  });
  assert.deepEqual(
    schemaFindings(await readModule(folder)).map(({ file }) => relative(folder, file)),
    ["queues.tf"],
  );
});

test("the schema check lets pass what Terraform converts, or only it can know", async (t) => {
  const text = `resource "aws_sqs_queue" "q" {
    name                       = 7
    visibility_timeout_seconds = "30"
    delay_seconds              = 2 * 3
    sqs_managed_sse_enabled    = "true"
    redrive_policy             = null
  }`;
  assert.deepEqual(schemaFindings(await readModule(folderOf(t, { "main.tf": text }))), []);
});

test("HCL that is none is refused with its file", async (t) => {
  const folder = folderOf(t, { "main.tf": 'resource "aws_sqs_queue" {' });
  await assert.rejects(readModule(folder), /main\.tf/);
});
