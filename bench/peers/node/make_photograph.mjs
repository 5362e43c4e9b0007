// make_photograph.mjs SOURCE OUT: a 24-megapixel (6000x4000) baseline JPEG, quality 85, enlarged from a
// photograph with grain laid over it, so that it costs a decoder what a camera's picture does.
import sharp from "sharp";

const [source, out] = process.argv.slice(2);
const [width, height] = [6000, 4000];
const grain = await sharp({ create: { width, height, channels: 3, background: "#808080", noise: { type: "gaussian", mean: 128, sigma: 40 } } })
  .png({ compressionLevel: 1 })
  .toBuffer();
await sharp(source)
  .resize(width, height, { fit: "cover" })
  .composite([{ input: grain, blend: "overlay" }])
  .flatten()
  .jpeg({ quality: 85, progressive: false })
  .toFile(out);
