"""Pages of printed English, made on the spot, and how much of one was read."""

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

# Debian's fonts-liberation and fonts-dejavu-core.
FONTS = {
    name: Path("/usr/share/fonts/truetype") / file
    for name, file in {
        "Liberation Sans": "liberation/LiberationSans-Regular.ttf",
        "Liberation Sans Bold": "liberation/LiberationSans-Bold.ttf",
        "Liberation Serif": "liberation/LiberationSerif-Regular.ttf",
        "Liberation Serif Italic": "liberation/LiberationSerif-Italic.ttf",
        "Liberation Mono": "liberation/LiberationMono-Regular.ttf",
        "DejaVu Sans": "dejavu/DejaVuSans.ttf",
        "DejaVu Serif": "dejavu/DejaVuSerif.ttf",
    }.items()
}

# Every letter, every digit, and the signs that prose and forms use.
LINES = [
    "The quick brown fox jumps over the lazy dog.",
    "Invoice 2024-0173: 3 items, total $1,482.95 (due 31 May).",
    "Please keep this door closed; the alarm is active!",
    "Departures from platform 7 leave at 08:15 and 17:40.",
    "Shrike reads what is printed on signs and labels,",
    "even when a line holds numbers such as 40% or 9/16.",
    "OPENING HOURS: MON-FRI 10 AM TO 6 PM",
    "Serial number KX-2285/B, weight 12.5 kg, class A+",
    '"Quality" means doing it right when nobody looks.',
    "E-mail: hello@example.com, Tel. +44 20 7946 0018",
]

# What skimage's photograph of a page says; the last line is cut by its border.
PHOTOGRAPHED_PAGE = [
    "Region-based segmentation",
    "Let us first determine markers of the coins and the",
    "background. These markers are pixels that we can label",
    "unambiguously as either object or background. Here,",
    "the markers are found at the two extreme parts of the",
    "histogram of grey values:",
    ">>> markers = np.zeros_like(coins)",
]


def page(font: str, size: int, ink=(20, 20, 20), paper=(250, 250, 248), turned: float = 0) -> Image.Image:
    """The lines in letters of `size` pixels, turned by so many degrees against the clock."""
    face = ImageFont.truetype(FONTS[font], size)
    width = int(max(face.getlength(line) for line in LINES)) + 4 * size
    image = Image.new("RGB", (width, int(size * (1.5 * len(LINES) + 3))), paper)
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(LINES):
        draw.text((2 * size, 1.5 * size * (number + 1)), line, font=face, fill=ink)
    return image.rotate(turned, Image.Resampling.BICUBIC, expand=True, fillcolor=paper) if turned else image


def lines_read(answer: dict) -> list[str]:
    return [found["DetectedText"] for found in answer["TextDetections"] if found["Type"] == "LINE"]


def character_accuracy(expected: list[str], read: list[str]) -> float:
    """One minus the edit distance (insertions, deletions, substitutions) a character that is there."""
    want, got = "\n".join(expected), "\n".join(read)
    row = list(range(len(got) + 1))
    for i, a in enumerate(want, 1):
        before, row = row, [i]
        for j, b in enumerate(got, 1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (a != b)))
    return 1 - row[-1] / len(want)
