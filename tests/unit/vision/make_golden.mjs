// Runs the original models with TensorFlow.js, the second opinion for what ONNX Runtime gives, and
// prints golden.json. In a folder with @tensorflow/tfjs and its backend-wasm 4.22, pngjs 7 and
// @vladmandic/face-api 1.7:
//
//   node make_golden.mjs NODE-MODULES astronaut.png >golden.json
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { PNG } from 'pngjs';

const [packages, photograph] = process.argv.slice(2);

// The rows of kConverted in converted_model_test.cpp: side and channels of the input, what its bytes are
// multiplied by and what is added then, outputs.
const models = {
  centernet: { side: 512, channels: 3, scale: 1, offset: 0, outputs: ['tower_0/keypoints', 'tower_0/wh'] },
  blazeface: {
    side: 256, channels: 3, scale: 1 / 127.5, offset: -1, outputs: ['Identity', 'Identity_1', 'Identity_2', 'Identity_3'],
  },
  facemesh: { side: 192, channels: 3, scale: 1 / 255, offset: 0, outputs: ['Identity_1', 'Identity_2'] },
  iris: { side: 64, channels: 3, scale: 1 / 255, offset: 0, outputs: ['Identity'] },
  faceres: {
    side: 224, channels: 3, scale: 1, offset: 0, outputs: ['gender_pred/Sigmoid', 'age_pred/Softmax', 'global_pooling/Mean'],
  },
  emotion: { side: 64, channels: 1, scale: 1 / 127.5, offset: -1, outputs: ['Identity'] },
  moderation: { side: 224, channels: 3, scale: 1 / 255, offset: 0, outputs: ['Identity'] },
};

const human = (name) => `@vladmandic/human/models/${name}`;
const paths = { moderation: 'nsfwjs/dist/models/mobilenet_v2_mid/model' };

async function graphModel(name) {
  const path = `${packages}/${paths[name] ?? human(name)}`;
  const { modelTopology, weightsManifest } = JSON.parse(readFileSync(`${path}.json`));
  const model = await tf.loadGraphModel(tf.io.fromMemory({
    modelTopology,
    weightSpecs: weightsManifest.flatMap((group) => group.weights),
    weightData: new Uint8Array(readFileSync(`${path}.bin`)).buffer,
  }));
  return (input, outputs) => [model.execute(input, outputs)].flat();
}

async function recognitionNet() {
  const { default: faceapi } = await import('@vladmandic/face-api/dist/face-api.node-wasm.js');
  const path = `${packages}/@vladmandic/face-api/model/face_recognition_model`;
  const specs = JSON.parse(readFileSync(`${path}-weights_manifest.json`)).flatMap((group) => group.weights);
  const net = new faceapi.FaceRecognitionNet();
  net.loadFromWeightMap(tf.io.decodeWeights(new Uint8Array(readFileSync(`${path}.bin`)).buffer, specs));
  return (input) => [net.forwardInput(new faceapi.NetInput([input]))];
}

// The same picture as pattern() in converted_model_test.cpp.
function pattern(side, channels) {
  const bytes = new Uint8Array(side * side * channels);
  for (let y = 0; y < side; ++y)
    for (let x = 0; x < side; ++x)
      for (let c = 0; c < channels; ++c)
        bytes[(y * side + x) * channels + c] = (((x >> 5) + (y >> 6) + c) & 1) === 0 ? x >> 1 : 255 - (y >> 1);
  return bytes;
}

// Its upper left corner, without resampling, red alone where one channel is asked for.
const { width, data } = PNG.sync.read(readFileSync(photograph));
function corner(side, channels) {
  const bytes = new Uint8Array(side * side * channels);
  for (let y = 0; y < side; ++y)
    for (let x = 0; x < side; ++x)
      for (let c = 0; c < channels; ++c)
        bytes[(y * side + x) * channels + c] = data[(y * width + x) * 4 + c];
  return bytes;
}

/** The strongest values, and some more, by their place in NCHW, as [index, value]. */
function samples(tensor) {
  const values = tensor.dataSync();
  const channels = tensor.shape.length === 4 ? tensor.shape[3] : 1;
  const cells = values.length / channels;
  const nchw = (i) => (i % channels) * cells + Math.floor(i / channels);
  const chosen = new Set([...values.keys()].sort((a, b) => values[b] - values[a]).slice(0, 12));
  for (let i = 1; i <= 16; ++i) chosen.add((i * 7919 * 13) % values.length);
  return [...chosen].map((i) => [nchw(i), Number(values[i].toPrecision(6))]);
}

setWasmPaths(dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')) + '/');
await tf.setBackend('wasm');

const lines = [];
async function record(name, run, { side, channels, scale, offset, outputs }) {
  for (const [picture, make] of Object.entries({ pattern, corner })) {
    const values = Float32Array.from(make(side, channels), (byte) => byte * scale + offset);
    const results = run(tf.tensor4d(values, [1, side, side, channels]), outputs);
    results.forEach((result, i) => lines.push(
      JSON.stringify({ model: name, picture, output: outputs[i], size: result.size, samples: samples(result) })));
  }
}

for (const [name, model] of Object.entries(models)) await record(name, await graphModel(name), model);
await record('face_recognition', await recognitionNet(), {
  side: 150, channels: 3, scale: 1, offset: 0, outputs: ['descriptor'],
});
console.log(`[${lines.join(',\n')}]`);
