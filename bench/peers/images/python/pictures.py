"""What both functions do with an image, by Pillow."""

import io

from PIL import ExifTags, Image, ImageOps

# The formats that Rekognition reads; MPO is the JPEG of cameras that keep a second picture behind the first.
READ_BY_REKOGNITION = ("JPEG", "MPO", "PNG")
SIDEWAYS = (5, 6, 7, 8)  # EXIF orientations whose rows are the picture's columns


def upright_size(image: Image.Image) -> tuple[int, int]:
    width, height = image.size
    turned = image.getexif().get(ExifTags.Base.Orientation) in SIDEWAYS
    return (height, width) if turned else (width, height)


def shrink(image: Image.Image, width: int) -> Image.Image:
    """Fitted within width × width, upright, on white. A JPEG is decoded no larger than that takes (`draft`)."""
    if image.mode == "P":  # else it would be resampled by the nearest pixel
        image = image.convert("RGBA")
    image.thumbnail((width, width))
    ImageOps.exif_transpose(image, in_place=True)
    if not image.has_transparency_data:
        return image.convert("RGB")
    image = image.convert("RGBA")
    canvas = Image.new("RGB", image.size, "white")
    canvas.paste(image, mask=image.getchannel("A"))
    return canvas


def jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()
