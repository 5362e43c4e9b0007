import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";

import { bytesOf, lambda, lambdaClient, rekognition, rekognitionClient, s3, s3Client } from "./sdk.mjs";

const photograph = await readFile(join(process.env.SHRIKE_NODE_MODULES, "..", "..", "photographs", "chelsea.png"));
const Bucket = "javascript-photographs";
const Key = "my cat+1.png";
const objects = s3Client();

await objects.send(new s3.CreateBucketCommand({ Bucket }));
await objects.send(new s3.PutObjectCommand({ Bucket, Key, Body: photograph }));

const detect = (Image, more = {}) =>
  rekognitionClient().send(new rekognition.DetectLabelsCommand({ Image, MinConfidence: 75, ...more }));

test("labels are found in bytes", async () => {
  const { Labels } = await detect({ Bytes: photograph });
  assert.ok(Labels.some((label) => label.Name === "Cat" && label.Instances.length === 1));
});

test("labels are found in an object", async () => {
  const { Labels } = await detect({ S3Object: { Bucket, Name: Key } }, { MaxLabels: 1 });
  assert.equal(Labels.length, 1);
});

test("Rekognition's errors have their own classes", async () => {
  await assert.rejects(detect({ Bytes: Buffer.from("no image") }), rekognition.InvalidImageFormatException);
  await assert.rejects(detect({ S3Object: { Bucket, Name: "absent" } }), rekognition.InvalidS3ObjectException);
});

const invoke = (event, more = {}) =>
  lambdaClient().send(new lambda.InvokeCommand({ FunctionName: "process", Payload: JSON.stringify(event), ...more }));

test("the function is invoked and answers", async () => {
  const answer = await invoke({ bucket: Bucket, key: Key }, { LogType: "Tail" });
  assert.equal(answer.StatusCode, 200);
  assert.equal(answer.FunctionError, undefined);
  const { metadata } = JSON.parse(answer.Payload.transformToString());
  assert.equal(metadata.source.key, Key);
  assert.match(Buffer.from(answer.LogResult, "base64").toString(), /REPORT RequestId: /);
});

test("a function's failure is an answer", async () => {
  const answer = await invoke({ bucket: Bucket, key: "absent" });
  assert.equal(answer.FunctionError, "Unhandled");
  assert.equal(JSON.parse(answer.Payload.transformToString()).errorType, "Object.NotFound");
});

test("a function that is not there is an error", async () => {
  await assert.rejects(invoke({}, { FunctionName: "absent" }), lambda.ResourceNotFoundException);
});

test("an upload's results appear in the other bucket", { timeout: 60_000 }, async () => {
  const name = "from javascript+1.png";
  await objects.send(new s3.PutObjectCommand({ Bucket: "uploads", Key: name, Body: photograph }));
  const wanted = new s3.GetObjectCommand({ Bucket: "results", Key: `${name}/metadata.json` });
  for (;;) {
    try {
      const metadata = JSON.parse(await bytesOf(await objects.send(wanted)));
      assert.ok(metadata.labels.some((label) => label.Name === "Cat"));
      return;
    } catch (error) {
      if (error.name !== "NoSuchKey") throw error;
      await pause(50);
    }
  }
});
