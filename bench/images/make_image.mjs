// make_image.mjs SOURCE FORMAT WIDTH HEIGHT OUT: a photograph enlarged to the size, with grain laid over it, so that it
// costs a decoder what a camera's picture does. FORMAT: jpeg, progressive-jpeg, png, webp, avif or animated-gif.
// The same arguments give the same pixels: the grain comes from a generator with a fixed seed.
import sharp from "sharp";

const TILE = 512;
// Standard deviation of the overlay, of 255. Half of it on very large pictures: Rekognition takes objects of at most 15 MB.
const grainOf = (width, height) => (width * height > 30e6 ? 20 : 40);
const FRAMES = 20;

// mulberry32: small, and good enough for grain
function generator(state) {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function grain(deviation) {
  const random = generator(7);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const pixels = Buffer.alloc(TILE * TILE * 3);
  for (let i = 0; i < pixels.length; i++) pixels[i] = Math.min(255, Math.max(0, 128 + deviation * normal()));
  return { input: pixels, raw: { width: TILE, height: TILE, channels: 3 }, tile: true, blend: "overlay" };
}

const enlarged = (source, width, height) => sharp(source).resize(width, height, { fit: "cover" });
const photograph = (source, width, height) =>
  enlarged(source, width, height).composite([grain(grainOf(width, height))]).flatten();

// A camera that moves over the picture: every frame differs from the one before in all its pixels.
async function frames(source, width, height) {
  const wide = await enlarged(source, width + 2 * FRAMES, height).png().toBuffer();
  return Promise.all(
    Array.from({ length: FRAMES }, (_, frame) =>
      sharp(wide).extract({ left: 2 * frame, top: 0, width, height }).png().toBuffer(),
    ),
  );
}

const makers = {
  jpeg: (...picture) => photograph(...picture).jpeg({ quality: 85, progressive: false }),
  "progressive-jpeg": (...picture) => photograph(...picture).jpeg({ quality: 85, progressive: true }),
  // Without grain, for the same reason.
  png: (...picture) => enlarged(...picture).flatten().png(),
  webp: (...picture) => photograph(...picture).webp({ quality: 80, effort: 2 }),
  avif: (...picture) => photograph(...picture).avif({ quality: 50, effort: 0 }),
  "animated-gif": async (...picture) => sharp(await frames(...picture), { join: { animated: true } }).gif({ effort: 1 }),
};

const [source, format, width, height, out] = process.argv.slice(2);
await (await makers[format](source, Number(width), Number(height))).toFile(out);
