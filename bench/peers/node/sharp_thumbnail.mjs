// sharp_thumbnail.mjs RUNS FILE: median milliseconds of one 320-pixel JPEG thumbnail from a buffer,
// one thread, operation cache off; as JSON.
import { readFileSync } from "node:fs";
import sharp from "sharp";

sharp.concurrency(1);
sharp.cache(false);
const [runs, file] = [Number(process.argv[2]), process.argv[3]];
const input = readFileSync(file);
const thumbnail = () =>
  sharp(input).rotate().resize({ width: 320, height: 320, fit: "inside", withoutEnlargement: true }).jpeg({ quality: 80 }).toBuffer();

await thumbnail();
const times = [];
for (let run = 0; run < runs; run++) {
  const before = process.hrtime.bigint();
  await thumbnail();
  times.push(Number(process.hrtime.bigint() - before) / 1e6);
}
times.sort((a, b) => a - b);
console.log(JSON.stringify({ sharp: times[Math.floor(times.length / 2)], version: sharp.versions.sharp, vips: sharp.versions.vips }));
