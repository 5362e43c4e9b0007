import assert from "node:assert/strict";
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { before, test } from "node:test";

import { Upload, bytesOf, s3, s3Client } from "./sdk.mjs";

const client = s3Client();
const Bucket = `test-${randomUUID()}`;
const AWKWARD_KEYS = [
  "my photo+1.jpg",
  "100% sure/a%20b",
  "Grüße/日本語/🦆",
  "a//b",
  "a/./../b",
  "/leading",
  "trailing/",
  "=;:@,!*'()&$",
];

before(() => client.send(new s3.CreateBucketCommand({ Bucket })));

const put = (Key, Body, more = {}) => client.send(new s3.PutObjectCommand({ Bucket, Key, Body, ...more }));
const get = (Key, more = {}) => client.send(new s3.GetObjectCommand({ Bucket, Key, ...more }));

test("a buffer comes back as it was put", async () => {
  const body = randomBytes(100_000);
  const answer = await put("buffer", body, { ContentType: "image/jpeg", Metadata: { x: "y" } });
  const got = await get("buffer");
  assert.deepEqual(await bytesOf(got), body);
  assert.equal(got.ETag, answer.ETag);
  assert.equal(got.ETag, `"${createHash("md5").update(body).digest("hex")}"`);
  assert.deepEqual([got.ContentType, got.Metadata], ["image/jpeg", { x: "y" }]);
});

test("a stream is put in chunks with its checksum at the end, and stored without its wrapping", async () => {
  const pieces = [randomBytes(5), randomBytes(70_000), randomBytes(1), randomBytes(200_001)];
  const body = Buffer.concat(pieces);
  await put("stream", Readable.from(pieces), { ContentLength: body.length });
  const got = await get("stream");
  assert.deepEqual(await bytesOf(got), body);
  assert.equal(got.ContentLength, body.length);
  assert.ok(!got.ContentEncoding);
});

test("the encoding of a stream is kept beside its wrapping", async () => {
  await put("encoded", Readable.from([Buffer.from("abc")]), { ContentLength: 3, ContentEncoding: "gzip" });
  const head = await client.send(new s3.HeadObjectCommand({ Bucket, Key: "encoded" }));
  assert.equal(head.ContentEncoding, "gzip");
});

test("a large stream is uploaded in parts", async () => {
  const body = randomBytes(11 * 1024 * 1024);
  const Body = Readable.from([body.subarray(0, 7_000_001), body.subarray(7_000_001)]);
  const done = await new Upload({ client, params: { Bucket, Key: "large+1 x", Body } }).done();
  assert.match(done.ETag, /-3"$/);
  assert.ok((await bytesOf(await get("large+1 x"))).equals(body));
});

test("an object is read as a stream", async () => {
  const body = randomBytes(3_000_000);
  await put("streamed out", body);
  const pieces = [];
  for await (const piece of (await get("streamed out")).Body) pieces.push(piece);
  assert.ok(Buffer.concat(pieces).equals(body));
});

test("a range is read", async () => {
  await put("range", "0123456789");
  const got = await get("range", { Range: "bytes=2-4" });
  assert.equal(await got.Body.transformToString(), "234");
  assert.equal(got.ContentRange, "bytes 2-4/10");
});

for (const key of AWKWARD_KEYS) {
  test(`the key ${JSON.stringify(key)} is kept to the byte`, async () => {
    await put(key, key);
    assert.equal(await (await get(key)).Body.transformToString(), key);
    const listed = await client.send(new s3.ListObjectsV2Command({ Bucket, Prefix: key }));
    assert.ok(listed.Contents.some((item) => item.Key === key));
    await client.send(new s3.DeleteObjectCommand({ Bucket, Key: key }));
    await assert.rejects(get(key), { name: "NoSuchKey" });
  });
}

test("a listing comes in pages", async () => {
  for (const n of [1, 2, 3, 4, 5]) await put(`pages/${n} x+y`, "");
  const found = [];
  for await (const page of s3.paginateListObjectsV2({ client, pageSize: 2 }, { Bucket, Prefix: "pages/" })) {
    found.push(...page.Contents.map((item) => item.Key));
  }
  assert.deepEqual(found, [1, 2, 3, 4, 5].map((n) => `pages/${n} x+y`));
});

test("many objects are deleted at once", async () => {
  await put("gone/1", "");
  await put("gone/2 x+y", "");
  const Objects = [{ Key: "gone/1" }, { Key: "gone/2 x+y" }];
  const answer = await client.send(new s3.DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  assert.equal(answer.Deleted.length, 2);
  const listed = await client.send(new s3.ListObjectsV2Command({ Bucket, Prefix: "gone/" }));
  assert.equal(listed.KeyCount, 0);
});

for (const algorithm of ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"]) {
  test(`the checksum ${algorithm} is verified and given back`, async () => {
    const answer = await put("checksum", "hello", { ChecksumAlgorithm: algorithm });
    assert.ok(answer[`Checksum${algorithm}`]);
    const got = await get("checksum", { ChecksumMode: "ENABLED" });
    assert.equal(await got.Body.transformToString(), "hello");
    assert.equal(got[`Checksum${algorithm}`], answer[`Checksum${algorithm}`]);
  });
}

test("a wrong checksum is refused", async () => {
  await assert.rejects(put("wrong", "hello", { ChecksumCRC32: "AAAAAA==" }), { name: "BadDigest" });
});

test("errors have AWS's names", async () => {
  await assert.rejects(get("absent"), (error) => {
    assert.ok(error instanceof s3.NoSuchKey);
    assert.equal(error.$metadata.httpStatusCode, 404);
    return true;
  });
  const elsewhere = new s3.ListObjectsV2Command({ Bucket: "no-such-bucket" });
  await assert.rejects(client.send(elsewhere), { name: "NoSuchBucket" });
  await assert.rejects(client.send(new s3.HeadObjectCommand({ Bucket, Key: "absent" })), { name: "NotFound" });
});

test("a write can be conditional", async () => {
  await put("once", "1", { IfNoneMatch: "*" });
  await assert.rejects(put("once", "2", { IfNoneMatch: "*" }), { name: "PreconditionFailed" });
});

test("a wrong secret is refused", async () => {
  const stranger = s3Client({ credentials: { accessKeyId: "test", secretAccessKey: "wrong" } });
  await assert.rejects(stranger.send(new s3.ListBucketsCommand({})), { name: "SignatureDoesNotMatch" });
});
