"""Photographs of mixed sizes for a bulk run: variants of those that come with scikit-image."""

import io
from pathlib import Path

import numpy
from PIL import Image

SOURCES = ["astronaut.png", "chelsea.png", "coffee.png", "motorcycle_left.png", "rocket.jpg"]
MEGAPIXELS = [1, 2, 4, 8, 12]
QUALITY = 88
GRAIN = 4  # standard deviation of what a sensor adds; without it an enlarged picture is too easy to decode


def variant(path: Path, megapixels: int, seed: int) -> bytes:
    """The photograph enlarged or reduced to about so many megapixels, with grain, as a JPEG."""
    image = Image.open(path).convert("RGB")
    scale = (megapixels * 1e6 / (image.width * image.height)) ** 0.5
    image = image.resize((round(image.width * scale), round(image.height * scale)), Image.Resampling.BICUBIC)
    noise = numpy.random.default_rng(seed).normal(0, GRAIN, (image.height, image.width, 1))
    pixels = numpy.clip(numpy.asarray(image) + noise, 0, 255).astype(numpy.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=QUALITY)
    return file.getvalue()


def album(folder: Path, photographs: Path, images: int) -> dict:
    """`images` files, every size and every source as often as the others; what they are on average."""
    kinds = [(source, size) for size in MEGAPIXELS for source in SOURCES]
    files = [variant(photographs / source, size, seed) for seed, (source, size) in enumerate(kinds)]
    total = 0
    for number in range(images):
        content = files[number % len(files)]
        path = folder / f"{number % 100:02}" / f"{number:06}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        total += len(content)
    return {"megapixels": sum(MEGAPIXELS) / len(MEGAPIXELS), "megabytes": round(total / images / 1e6, 3)}
