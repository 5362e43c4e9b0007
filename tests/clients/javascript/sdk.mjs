// The SDK from the folder that holds the pinned packages, and clients of the cloud under test.
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(join(process.env.SHRIKE_NODE_MODULES, "anchor.js"));

export const s3 = require("@aws-sdk/client-s3");
export const rekognition = require("@aws-sdk/client-rekognition");
export const lambda = require("@aws-sdk/client-lambda");
export const { Upload } = require("@aws-sdk/lib-storage");

const common = {
  endpoint: process.env.AWS_ENDPOINT_URL,
  region: process.env.AWS_REGION,
  maxAttempts: 1,
  credentials: {
    accessKeyId: process.env.AWS_ACCESS_KEY_ID,
    secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY,
  },
};

export const s3Client = (options = {}) => new s3.S3Client({ ...common, ...options });
export const rekognitionClient = () => new rekognition.RekognitionClient(common);
export const lambdaClient = () => new lambda.LambdaClient(common);

/** The bytes of a GetObject answer. */
export const bytesOf = async (answer) => Buffer.from(await answer.Body.transformToByteArray());
