// Runs the original graph with TensorFlow.js, the second opinion for what ONNX Runtime gives, and
// prints golden.json. In a folder with @tensorflow/tfjs-{core,converter,backend-wasm} 4.22 and pngjs 7:
//
//   node make_golden.mjs MODELS-FOLDER astronaut.png >golden.json
import * as tf from '@tensorflow/tfjs-core';
import * as converter from '@tensorflow/tfjs-converter';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { PNG } from 'pngjs';

const [models, photograph] = process.argv.slice(2);
const side = 512;

setWasmPaths(dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')) + '/');
await tf.setBackend('wasm');
const { modelTopology, weightsManifest } = JSON.parse(readFileSync(`${models}/centernet.json`));
const weights = readFileSync(`${models}/centernet.bin`);
const model = await converter.loadGraphModel(tf.io.fromMemory({
  modelTopology,
  weightSpecs: weightsManifest.flatMap((group) => group.weights),
  weightData: weights.buffer.slice(weights.byteOffset, weights.byteOffset + weights.length),
}));

// The same picture as pattern() in converted_model_test.cpp.
function pattern() {
  const rgb = new Uint8Array(side * side * 3);
  for (let y = 0; y < side; ++y)
    for (let x = 0; x < side; ++x)
      for (let c = 0; c < 3; ++c)
        rgb[(y * side + x) * 3 + c] = (((x >> 5) + (y >> 6) + c) & 1) === 0 ? x >> 1 : 255 - (y >> 1);
  return rgb;
}

function decoded(file) {
  const { data } = PNG.sync.read(readFileSync(file));
  return data.filter((_, i) => i % 4 !== 3);
}

/** Cells of [128, 128, channels] by place in NCHW, as [index, value]. */
function samples(values, channels, strongest) {
  const cells = values.length / channels;
  const nchw = (i) => (i % channels) * cells + Math.floor(i / channels);
  const order = [...values.keys()];
  const chosen = new Set(strongest ? order.sort((a, b) => values[b] - values[a]).slice(0, 24) : []);
  for (let i = 1; i <= 24; ++i) chosen.add((i * 7919 * 13) % values.length);
  return [...chosen].map((i) => [nchw(i), Number(values[i].toPrecision(6))]);
}

const golden = {};
for (const [name, rgb] of Object.entries({ pattern: pattern(), photograph: decoded(photograph) })) {
  const input = tf.tensor4d(Float32Array.from(rgb), [1, side, side, 3]);
  const [keypoints, extents] = model.execute(input, ['tower_0/keypoints', 'tower_0/wh']);
  golden[name] = {
    keypoints: samples(await keypoints.data(), 80, true),
    extents: samples(await extents.data(), 4, false),
  };
}
console.log(JSON.stringify(golden).replaceAll('"photograph"', '\n"photograph"').replaceAll('"extents"', '\n"extents"'));
