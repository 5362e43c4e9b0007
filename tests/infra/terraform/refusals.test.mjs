// What variables, and combinations of them, the modules refuse before anything is made.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";

import { twins } from "./stacks.mjs";
import { withoutTerraform as skip } from "./terraform.mjs";
import { plan } from "./twin.mjs";

const process = { name: "f", images_bucket: "images", results_bucket: "results" };
const topic_arn = "arn:aws:sns:eu-west-1:123456789012:topic";
const queue_arn = "arn:aws:sqs:eu-west-1:123456789012:queue";
const bulk = { ...process, invoked_by: "sqs", queue_arn };
const bucket = { name: "images" };
const told = {
  target: "function",
  target_arn: "arn:aws:lambda:eu-west-1:123456789012:function:f",
  events: ["s3:ObjectCreated:*"],
};

const refused = [
  ["", "a handler that there is not", { ...process, handler: "resize" }, /handler must be process, compare-faces/],
  ["", "another architecture", { ...process, architecture: "amd64" }, /architecture must be arm64 or x86_64/],
  ["", "too little memory", { ...process, memory_size: 127 }, /memory_size must be a whole number of MB from 128 to 10240/],
  ["", "too much memory", { ...process, memory_size: 10241 }, /memory_size must be/],
  ["", "half a MB", { ...process, memory_size: 512.5 }, /memory_size must be/],
  ["", "no time", { ...process, timeout: 0 }, /timeout must be a whole number of seconds from 1 to 900/],
  ["", "renditions without a size", { ...process, renditions: "thumb" }, /renditions must be name:WxH/],
  ["", "renditions of no side", { ...process, renditions: "thumb:x" }, /renditions must be/],
  ["", "renditions in a format that is not written", { ...process, renditions: "thumb:10x10,heic" }, /renditions must be/],
  ["", "a rendition of 0 pixels", { ...process, renditions: "thumb:0x10" }, /renditions must be/],
  ["", "a quality over 100", { ...process, renditions: "thumb:10x10,q101" }, /renditions must be/],
  ["", "a second rendition that is none", { ...process, renditions: "thumb:10x10;;" }, /renditions must be/],
  ["", "to detect what cannot be", { ...process, detect: ["celebrities"] }, /detect must be some of/],
  ["", "to detect something twice", { ...process, detect: ["labels", "labels"] }, /detect must be some of/],
  ["", "more labels than Rekognition gives", { ...process, max_labels: 1001 }, /max_labels must be/],
  ["", "a confidence over 100 %", { ...process, min_confidence: 101 }, /min_confidence must be/],
  ["", "a retention that CloudWatch does not know", { ...process, log_retention_days: 31 }, /log_retention_days must be/],
  ["", "more retries than Lambda makes", { ...process, maximum_retry_attempts: 3 }, /maximum_retry_attempts must be/],
  ["", "a prefix that is no folder", { ...process, output_prefix: "out" }, /output_prefix must be/],
  [
    "",
    "the alias of a key",
    { ...process, kms_key_arns: ["arn:aws:kms:eu-west-1:123456789012:alias/images"] },
    /kms_key_arns must be ARNs of keys/,
  ],
  ["", "a name too long for its role", { ...process, name: "f".repeat(41) }, /name must be 1 to 40/],
  ["", "a zip that is not there", { ...process, zip_path: "absent.zip" }, /There is no absent\.zip: run `make package`/],
  [
    "",
    "process without a bucket for its outputs",
    { ...process, results_bucket: null },
    /process handler needs results_bucket/,
  ],
  [
    "",
    "outputs among the images",
    { ...process, results_bucket: "images" },
    /Outputs beside the images would be taken for images/,
  ],
  [
    "",
    "compare-faces without a topic",
    { ...process, handler: "compare-faces", references_bucket: "faces" },
    /compare-faces handler needs references_bucket and topic_arn/,
  ],
  [
    "",
    "compare-faces without references",
    { ...process, handler: "compare-faces", topic_arn },
    /compare-faces handler needs references_bucket and topic_arn/,
  ],
  [
    "",
    "start-workflow without a workflow",
    { ...process, handler: "start-workflow" },
    /start-workflow handler needs state_machine_arn/,
  ],
  ["", "track-task without a table", { ...process, handler: "track-task" }, /track-task handler needs table_name/],
  ["", "a queue's function without its queue", { ...bulk, queue_arn: null }, /needs (queue_arn|resources for: queue)/],
  [
    "",
    "more batches at once than invocations",
    { ...bulk, reserved_concurrency: 5 },
    /maximum_concurrency must not exceed reserved_concurrency/,
  ],
  ["", "batches larger than a queue's ten", { ...bulk, batch_size: 11 }, /batch_size must be 1 to 10/],
  ["", "a workflow's step at a queue", { ...bulk, handler: "recognize" }, /invoked_by must be states/],
  ["modules/bucket", "a bucket's name in capitals", { name: "Images" }, /name must be 3 to 63/],
  [
    "modules/bucket",
    "to tell what is neither a function nor a queue",
    { ...bucket, notifications: [{ ...told, target: "topic" }] },
    /target must be function or queue/,
  ],
  [
    "modules/bucket",
    "an event that is not S3's",
    { ...bucket, notifications: [{ ...told, events: ["ObjectCreated"] }] },
    /events must be S3's/,
  ],
  ["modules/topic", "a FIFO topic", { name: "topic.fifo" }, /name must be 1 to 256/],
  [
    "modules/topic",
    "what is no e-mail address",
    { name: "topic", email_address: "you" },
    /email_address must be an e-mail address/,
  ],
  [
    "modules/queue",
    "a visibility timeout of a day",
    { name: "queue", visibility_timeout: 86400 },
    /visibility_timeout must be/,
  ],
  [
    "modules/state-machine",
    "a name too long for its role",
    { name: "m".repeat(43), definition: '{"StartAt":"A"}', function_arns: [queue_arn] },
    /name must be 1 to 42/,
  ],
  [
    "modules/batch-role",
    "a name too long for a role",
    { name: "b".repeat(50), function_arn: told.target_arn, bucket: "results" },
    /name must be 1 to 49/,
  ],
  [
    "modules/state-machine",
    "what is no definition",
    { name: "m", definition: "{}", function_arns: [queue_arn] },
    /definition must be a JSON document with StartAt/,
  ],
  ["examples/process", "a stack's name too long for its buckets", { stack_name: "s".repeat(25) }, /stack_name must be 1 to 24/],
];

test("the modules refuse", { skip }, async (t) => {
  const { root, zip } = await twins(t);
  for (const [module, what, variables, message] of refused) {
    await t.test(what, () => {
      const given = module === "" && !("zip_path" in variables) ? { zip_path: zip, ...variables } : variables;
      assert.throws(() => plan(join(root, module), given), { message });
    });
  }

  await t.test("and take what they were refused beside", () => {
    plan(root, { zip_path: zip, ...process, results_bucket: "images", output_prefix: "out/" });
    plan(root, { zip_path: zip, ...process, renditions: "a:10x,webp,q1,animated; b:x10 ;c-2:5x5,jpeg,q100" });
    plan(root, { zip_path: zip, ...bulk, reserved_concurrency: 10 });
  });
});
