// sharp_thumbnail.mjs RUNS FILE: median milliseconds of one 320-pixel JPEG thumbnail from a buffer,
// as the clock and as the process's CPU time have it,
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
const times = [], cpu = [];
for (let run = 0; run < runs; run++) {
  const [before, cpuBefore] = [process.hrtime.bigint(), process.cpuUsage()];
  await thumbnail();
  const { user, system } = process.cpuUsage(cpuBefore);
  times.push(Number(process.hrtime.bigint() - before) / 1e6);
  cpu.push((user + system) / 1e3);
}
const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
console.log(JSON.stringify({ sharp: median(times), cpu: median(cpu), version: sharp.versions.sharp, vips: sharp.versions.vips }));
