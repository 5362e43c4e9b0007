// Unpacks the mid-sized model of npm's nsfwjs, which comes as scripts for browsers, into the two files that a
// graph model of TensorFlow.js is elsewhere: model.json and model.bin, beside those scripts.
//
//   node unpack-nsfwjs.cjs NODE_MODULES
const { writeFileSync } = require('node:fs');
const { resolve } = require('node:path');

const folder = resolve(process.argv[2], 'nsfwjs/dist/models/mobilenet_v2_mid');
const part = (name) => require(`${folder}/${name}.min.js`);

const model = part('model');
const shards = model.weightsManifest.flatMap((group) => group.paths);
writeFileSync(`${folder}/model.bin`, Buffer.concat(shards.map((shard) => Buffer.from(part(shard), 'base64'))));
writeFileSync(`${folder}/model.json`, JSON.stringify(model));
