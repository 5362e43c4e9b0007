// The function with everything at once that can be: best effort.
//
// Detection starts when the object's first bytes tell that Rekognition reads it, and runs beside download and
// resizing; all renditions are made from one decode and each goes up as soon as it is there; the records of an
// event run side by side.
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { DetectLabelsCommand, RekognitionClient } from "@aws-sdk/client-rekognition";
import sharp from "sharp";

const { OUTPUT_BUCKET } = process.env;
const widths = process.env.WIDTHS.split(",").map(Number).sort((a, b) => b - a);
// A decoded photograph of 24 megapixels and what is made from it take up to 256 MB.
const sideBySide = Math.max(1, Math.min(8, Math.floor(process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE / 256)));
// Of JPEG and PNG, which Rekognition reads.
const magic = [Buffer.from([0xff, 0xd8, 0xff]), Buffer.from("\x89PNG\r\n\x1a\n", "latin1")];

const s3 = new S3Client({});
const rekognition = new RekognitionClient({});

export const handler = async ({ Records }) => {
  const images = new Array(Records.length);
  let next = 0;
  const takeOneAfterTheOther = async () => {
    while (next < Records.length) {
      const index = next++;
      images[index] = await makeRenditions(Records[index].s3);
    }
  };
  await Promise.all(Array.from({ length: sideBySide }, takeOneAfterTheOther));
  return { images };
};

async function makeRenditions(record) {
  const bucket = record.bucket.name;
  const key = decodeURIComponent(record.object.key.replace(/\+/g, " "));
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));

  let detection;
  const chunks = [];
  for await (const chunk of Body) {
    if (!chunks.length && magic.some((bytes) => bytes.equals(chunk.subarray(0, bytes.length)))) {
      detection = detect({ S3Object: { Bucket: bucket, Name: key } });
      detection.catch(() => {}); // it is awaited below, and may fail before that
    }
    chunks.push(chunk);
  }
  const input = Buffer.concat(chunks);
  const { format, autoOrient } = await sharp(input).metadata();

  const largest = await within(sharp(input).autoOrient(), widths[0])
    .flatten({ background: "white" })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const renditions = widths.map((width) => {
    const pixels = sharp(largest.data, { raw: largest.info });
    return within(pixels, width).jpeg({ quality: 80 }).toBuffer({ resolveWithObject: true });
  });
  detection ??= renditions[0].then(({ data }) => detect({ Bytes: data }));

  const uploads = renditions.map(async (rendition, index) => {
    const { data, info } = await rendition;
    const name = `${key}/${widths[index]}.jpg`;
    await put(name, data, "image/jpeg");
    return { key: name, width: info.width, height: info.height };
  });
  const [labels, ...uploaded] = await Promise.all([detection, ...uploads]);

  const metadata = {
    source: { bucket, key },
    format,
    width: autoOrient.width,
    height: autoOrient.height,
    labels: labels.map(({ Name, Confidence }) => ({ name: Name, confidence: Confidence })),
    renditions: uploaded,
  };
  await put(`${key}/metadata.json`, JSON.stringify(metadata), "application/json");
  return { key, labels: labels.length, renditions: uploaded.length };
}

const within = (image, width) => image.resize({ width, height: width, fit: "inside", withoutEnlargement: true });

const detect = async (Image) =>
  (await rekognition.send(new DetectLabelsCommand({ Image, MaxLabels: 10, MinConfidence: 75 }))).Labels;

const put = (Key, Body, ContentType) =>
  s3.send(new PutObjectCommand({ Bucket: OUTPUT_BUCKET, Key, Body, ContentType }));
