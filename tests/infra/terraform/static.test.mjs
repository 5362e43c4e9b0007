import assert from "node:assert/strict";
import { relative } from "node:path";
import { test } from "node:test";

import { readModule } from "./hcl.mjs";
import { folderOf, modules } from "./places.mjs";
import { referenceFindings } from "./reference_check.mjs";
import { schemaFindings } from "./schema_check.mjs";
import { moduleFolders } from "./twin.mjs";

const lines = (findings, root) => findings.map(({ file, address, message }) => `${relative(root, file)}: ${address}: ${message}`);

for (const folder of moduleFolders(modules)) {
  const name = relative(modules, folder) || "the root module";
  test(`${name} keeps to the provider's schema`, async () => {
    assert.deepEqual(lines(schemaFindings(await readModule(folder)), modules), []);
  });
  test(`${name} refers to what is declared, and declares what it uses`, async () => {
    assert.deepEqual(lines(await referenceFindings(await readModule(folder)), modules), []);
  });
}

test("every kind of resource that the modules use is looked up", async () => {
  const types = new Set();
  for (const folder of moduleFolders(modules)) for (const { type } of (await readModule(folder)).resources) types.add(type);
  assert.ok(types.size > 25, `only ${types.size}`);
});

const queue = (body) => `resource "aws_sqs_queue" "q" {\n${body}\n}\n`;
const mapping = (body) => `resource "aws_lambda_event_source_mapping" "m" {\n  function_name = "f"\n${body}\n}\n`;

const againstTheSchema = [
  ["a misspelt argument", queue('  visibility_timout_seconds = 30'), "aws_sqs_queue.q: visibility_timout_seconds is not known: visibility_timeout_seconds?"],
  ["an argument of another resource", queue('  topic_arn = "x"'), "aws_sqs_queue.q: topic_arn is not known"],
  ["a resource that there is not", 'resource "aws_sqs_que" "q" {}', "aws_sqs_que.q: the provider has no such resource"],
  ["a resource of another provider", 'resource "google_pubsub_topic" "q" {}', "google_pubsub_topic.q: the provider has no such resource"],
  ["a data source that there is not", 'data "aws_regoin" "r" {}', "data.aws_regoin.r: the provider has no such data"],
  ["a missing argument", 'resource "aws_sns_topic_policy" "p" {\n  policy = "{}"\n}', "aws_sns_topic_policy.p: arn is required"],
  ["text for a number", queue('  visibility_timeout_seconds = "long"'), 'aws_sqs_queue.q: visibility_timeout_seconds is to be a number, not "long"'],
  ["a number for a boolean", queue("  sqs_managed_sse_enabled = 1"), "aws_sqs_queue.q: sqs_managed_sse_enabled is to be a bool, not 1"],
  ["a list for text", queue('  name = ["a"]'), 'aws_sqs_queue.q: name is to be a string, not ["a"]'],
  ["text for a list", mapping('  function_response_types = "ReportBatchItemFailures"'), 'aws_lambda_event_source_mapping.m: function_response_types is to be a list, not "ReportBatchItemFailures"'],
  ["text for a map", queue('  tags = "a"'), 'aws_sqs_queue.q: tags is to be a map, not "a"'],
  ["a misspelt argument in a block", mapping("  scaling_config {\n    maximum_concurency = 2\n  }"), "aws_lambda_event_source_mapping.m: scaling_config.maximum_concurency is not known: maximum_concurrency?"],
  ["a block twice that may be there once", mapping("  scaling_config {\n    maximum_concurrency = 2\n  }\n  scaling_config {\n    maximum_concurrency = 3\n  }"), "aws_lambda_event_source_mapping.m: scaling_config may be given once, not 2 times"],
  ["a block written as an argument", mapping("  scaling_config = { maximum_concurrency = 2 }"), "aws_lambda_event_source_mapping.m: scaling_config is a block, not an argument"],
  ["an unknown block", mapping("  scaling {\n  }"), "aws_lambda_event_source_mapping.m: scaling is not known"],
  [
    "a mistake in a dynamic block",
    'resource "aws_s3_bucket_notification" "n" {\n  bucket = "b"\n  dynamic "queue" {\n    for_each = ["a"]\n    content {\n      queue_arn = queue.value\n    }\n  }\n}',
    "aws_s3_bucket_notification.n: queue.events is required",
  ],
];

for (const [what, text, message] of againstTheSchema) {
  test(`the schema check catches ${what}`, async (t) => {
    const folder = folderOf(t, { "main.tf": text });
    assert.deepEqual(lines(schemaFindings(await readModule(folder)), folder), [`main.tf: ${message}`]);
  });
}

test("the schema check lets pass what Terraform converts, or only it can know", async (t) => {
  const text = queue('  name = 7\n  visibility_timeout_seconds = "30"\n  delay_seconds = 2 * 3\n  sqs_managed_sse_enabled = "true"\n  redrive_policy = null');
  assert.deepEqual(schemaFindings(await readModule(folderOf(t, { "main.tf": text }))), []);
});

const declared = 'variable "a" {\n  type = string\n}\n';
const called = { "inner/main.tf": `${declared}variable "b" {\n  default = var.a\n}\noutput "c" {\n  value = var.b\n}\n` };
const call = (body) => ({ ...called, "main.tf": `module "inner" {\n  source = "./inner"\n${body}\n}\n` });

const amongReferences = [
  ["a variable that is not declared", { "main.tf": 'output "o" {\n  value = "x-${var.name}"\n}' }, "output.o: var.name is not declared, in x-${var.name}"],
  ["one inside a for, a splat and a call", { "main.tf": 'output "o" {\n  value = [for v in local.l[*] : lower("${v}${var.name}")]\n}\nlocals {\n  l = []\n}' }, 'output.o: var.name is not declared, in ${[for v in local.l[*] : lower("${v}${var.name}")]}'],
  ["a local that is not declared", { "main.tf": 'output "o" {\n  value = local.name\n}' }, "output.o: local.name is not declared, in ${local.name}"],
  ["a resource that is not declared", { "main.tf": 'output "o" {\n  value = aws_sqs_queue.q.arn\n}' }, "output.o: aws_sqs_queue.q is not declared, in ${aws_sqs_queue.q.arn}"],
  ["an attribute that there is not", { "main.tf": `${queue('  name = "q"')}output "o" {\n  value = aws_sqs_queue.q.arm\n}` }, "output.o: aws_sqs_queue.q has no attribute arm, in ${aws_sqs_queue.q.arm}"],
  ["a data source's attribute that there is not", { "main.tf": 'data "aws_region" "r" {}\noutput "o" {\n  value = data.aws_region.r.account\n}' }, "output.o: data.aws_region.r has no attribute account, in ${data.aws_region.r.account}"],
  ["a module that is not called", { "main.tf": 'output "o" {\n  value = module.m.arn\n}' }, "output.o: module.m is not declared, in ${module.m.arn}"],
  ["an output that a module has not", { ...call('  a = "1"'), "outputs.tf": 'output "o" {\n  value = module.inner.d\n}' }, "output.o: module.inner has no output d, in ${module.inner.d}"],
  ["the same through a splat", { ...call('  count = 1\n  a = "1"'), "outputs.tf": 'output "o" {\n  value = one(module.inner[*].d)\n}' }, "output.o: module.inner has no output d, in ${one(module.inner[*].d)}"],
  ["an input that a module has not", call('  a = "1"\n  aa = "2"'), "module.inner: aa is not a variable of ./inner"],
  ["an input that is missing", call(""), "module.inner: a is required by ./inner"],
  ["a module that is not there", { "main.tf": 'module "m" {\n  source = "./absent"\n}' }, 'module.m: source "./absent" is not a folder beside this one'],
  ["a variable that nothing uses", { "main.tf": declared }, "var.a: is declared, but not used"],
  ["a name that nothing gives", { "main.tf": 'output "o" {\n  value = [for v in [] : w]\n}' }, "output.o: w is not known here, in ${[for v in [] : w]}"],
];

for (const [what, files, message] of amongReferences) {
  test(`the references check catches ${what}`, async (t) => {
    const folder = folderOf(t, files);
    const found = lines(await referenceFindings(await readModule(folder)), folder);
    assert.ok(found.includes(`${message.startsWith("output.o") && files["outputs.tf"] ? "outputs.tf" : "main.tf"}: ${message}`), found.join("\n"));
  });
}

test("HCL that is none is refused with its file", async (t) => {
  const folder = folderOf(t, { "main.tf": 'resource "aws_sqs_queue" {' });
  await assert.rejects(readModule(folder), /main\.tf/);
});

test("a bucket's notification waits for what lets the bucket in", async () => {
  const waits = async (folder) => (await readModule(folder)).outputs.get("arn").body.depends_on;
  assert.deepEqual(await waits(modules), ["${aws_lambda_permission.s3}"]);
  assert.deepEqual(await waits(`${modules}/modules/queue`), ["${aws_sqs_queue_policy.this}"]);
});

test("every variable and output says what it is, and every variable of what type", async () => {
  for (const folder of moduleFolders(modules)) {
    const { variables, outputs } = await readModule(folder);
    for (const { body, address, file } of [...variables.values(), ...outputs.values()]) {
      assert.match(body.description ?? "", /\.$/, `${file}: ${address}`);
      if (address.startsWith("var.")) assert.ok(body.type, `${file}: ${address}`);
    }
  }
});
