// That evaluating without the provider finds what reading the files does not.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";

import { folderOf, planted } from "./places.mjs";
import { schemaFindings } from "./schema_check.mjs";
import { TerraformError, withoutTerraform as skip } from "./terraform.mjs";
import { evaluate, plan, writeTwins } from "./twin.mjs";

async function twinOf(t, text) {
  const folder = folderOf(t, { "real/main.tf": text });
  await writeTwins(join(folder, "real"), join(folder, "twin"), []);
  return join(folder, "twin");
}

for (const { mistake, finds, text } of planted("evaluation")) {
  test(`evaluating catches ${mistake}`, { skip }, async (t) => {
    const twin = await twinOf(t, text);
    assert.throws(
      () => plan(twin, {}),
      (error) => error instanceof TerraformError && error.message.includes(finds),
    );
  });
}

test("what an expression comes to is held against the schema too", { skip }, async (t) => {
  const twin = await twinOf(
    t,
    'resource "aws_sqs_queue" "a" {\n  name       = "a"\n  delay_seconds = join("", ["o", "ne"])\n}\n',
  );
  assert.deepEqual(
    schemaFindings(evaluate(twin, {})).map(({ address, message }) => `${address}: ${message}`),
    ['aws_sqs_queue.a: delay_seconds is to be a number, not "one"'],
  );
});

test("blocks, dynamic blocks, counts and what AWS tells arrive as they are meant", { skip }, async (t) => {
  const twin = await twinOf(
    t,
    `locals {
       names = { first = "a", second = "b" }
     }
     data "aws_region" "current" {}
     resource "aws_s3_bucket" "it" {
       for_each = local.names
       bucket   = "\${each.value}-\${data.aws_region.current.region}"
     }
     resource "aws_s3_bucket_notification" "it" {
       count  = 1
       bucket = aws_s3_bucket.it["first"].id
       queue {
         queue_arn = "fixed"
         events    = ["s3:ObjectCreated:*"]
       }
       dynamic "queue" {
         for_each = values(local.names)
         iterator = of
         content {
           queue_arn = "\${of.value}-\${aws_s3_bucket.it["second"].arn}"
           events    = [for kind in ["Created", "Removed"] : "s3:Object\${kind}:*"]
         }
       }
     }`,
  );
  const { resources } = evaluate(twin, {});
  const { address, values } = resources.find(({ type }) => type === "aws_s3_bucket_notification");
  assert.equal(address, "aws_s3_bucket_notification.it[0]");
  assert.equal(values.bucket, "a-eu-west-1");
  const both = ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"];
  assert.deepEqual(values.queue, [
    { queue_arn: "fixed", events: ["s3:ObjectCreated:*"] },
    { queue_arn: "a-arn:aws:s3:::b-eu-west-1", events: both },
    { queue_arn: "b-arn:aws:s3:::b-eu-west-1", events: both },
  ]);
});
