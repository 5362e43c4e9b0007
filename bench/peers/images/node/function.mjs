// The function as sharp's and the AWS SDK's documentation write it: one thing after the other.
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { DetectLabelsCommand, RekognitionClient } from "@aws-sdk/client-rekognition";
import sharp from "sharp";

const { OUTPUT_BUCKET } = process.env;
const widths = process.env.WIDTHS.split(",").map(Number).sort((a, b) => b - a);
const readByRekognition = ["jpeg", "png"];

const s3 = new S3Client({});
const rekognition = new RekognitionClient({});

export const handler = async (event) => {
  const images = [];
  for (const { s3: record } of event.Records) images.push(await makeRenditions(record));
  return { images };
};

async function makeRenditions(record) {
  const bucket = record.bucket.name;
  const key = decodeURIComponent(record.object.key.replace(/\+/g, " "));
  const object = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  const input = await object.Body.transformToByteArray();
  const { format, autoOrient } = await sharp(input).metadata();

  const renditions = [];
  for (const width of widths) {
    const { data, info } = await sharp(input)
      .autoOrient()
      .resize({ width, height: width, fit: "inside", withoutEnlargement: true })
      .flatten({ background: "white" })
      .jpeg({ quality: 80 })
      .toBuffer({ resolveWithObject: true });
    renditions.push({ key: `${key}/${width}.jpg`, data, width: info.width, height: info.height });
  }

  const Image = readByRekognition.includes(format)
    ? { S3Object: { Bucket: bucket, Name: key } }
    : { Bytes: renditions[0].data };
  const { Labels } = await rekognition.send(new DetectLabelsCommand({ Image, MaxLabels: 10, MinConfidence: 75 }));

  for (const { key, data } of renditions) await put(key, data, "image/jpeg");
  const metadata = {
    source: { bucket, key },
    format,
    width: autoOrient.width,
    height: autoOrient.height,
    labels: Labels.map(({ Name, Confidence }) => ({ name: Name, confidence: Confidence })),
    renditions: renditions.map(({ key, width, height }) => ({ key, width, height })),
  };
  await put(`${key}/metadata.json`, JSON.stringify(metadata), "application/json");
  return { key, labels: Labels.length, renditions: renditions.length };
}

const put = (Key, Body, ContentType) =>
  s3.send(new PutObjectCommand({ Bucket: OUTPUT_BUCKET, Key, Body, ContentType }));
