// A Node function as its users write it: sharp and the two SDK clients are loaded and made at init,
// then the Runtime API is asked for the first event. A plain request stands for the runtime's own
// client, so this is a lower bound of what Node's managed runtime costs.
import http from "node:http";
import sharp from "sharp";
import { S3Client } from "@aws-sdk/client-s3";
import { RekognitionClient } from "@aws-sdk/client-rekognition";

const region = process.env.AWS_REGION;
export const clients = { s3: new S3Client({ region }), rekognition: new RekognitionClient({ region }), sharp };

const [hostname, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
http.get({ hostname, port, path: "/2018-06-01/runtime/invocation/next" }, () => {}).on("error", () => {});
