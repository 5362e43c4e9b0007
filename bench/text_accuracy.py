#!/usr/bin/env python3
"""Measures the local cloud's DetectText and DetectModerationLabels, and prints the tables of
infra/local/rekognition/ACCURACY.md.

    SHRIKE_BIN=build/release build/third-party/python/bin/python bench/text_accuracy.py [tesseract]

With `tesseract` each page is also given to Debian's tesseract-ocr, which must be installed.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

CLIENTS = Path(__file__).resolve().parents[1] / "tests" / "clients"
sys.path.insert(0, str(CLIENTS))

from cloud import THIRD_PARTY, LocalCloud  # noqa: E402
from pages import FONTS, LINES, PHOTOGRAPHED_PAGE, character_accuracy, lines_read, page  # noqa: E402
from pictures import encoded  # noqa: E402

SIZES = (10, 12, 16, 24, 40)


def read_locally(client, image):
    answer = client.detect_text(
        Image={"Bytes": encoded(image, "PNG")}, Filters={"WordFilter": {"MinConfidence": 0}}
    )
    return lines_read(answer)


def read_with_tesseract(image):
    # 6: one block of text, as these pages are.
    command = ["tesseract", "-", "-", "--psm", "6"]
    output = subprocess.run(command, input=encoded(image, "PNG"), capture_output=True, check=True).stdout
    return [line for line in output.decode().splitlines() if line.strip()]


def row(name, read, images, expected):
    shares = [character_accuracy(expected, read(image)) for image in images]
    print(f"| {name} | " + " | ".join(f"{share:.1%}" for share in shares) + " |", flush=True)
    return shares


def text_tables(readers):
    for engine, read in readers.items():
        print(f"\n{engine}\n\n| font | " + " | ".join(f"{size} px" for size in SIZES) + " |")
        print("|---" * (len(SIZES) + 1) + "|")
        shares = []
        for font in FONTS:
            shares += row(font, read, [page(font, size) for size in SIZES], LINES)
        print(f"\nMean {sum(shares) / len(shares):.1%}, least {min(shares):.1%}.")

        print("\n| other pages | |\n|---|---|")
        other = {
            "yellow on blue, Liberation Sans 20 px": page("Liberation Sans", 20, (240, 230, 120), (20, 50, 90)),
            "turned by 15 degrees, DejaVu Sans 20 px": page("DejaVu Sans", 20, turned=-15),
        }
        for name, image in other.items():
            row(name, lambda image: sorted(read(image)), [image], sorted(LINES))
        photograph = Image.open(THIRD_PARTY / "photographs" / "page.png").convert("RGB")
        row("photograph of a page that bends (`page.png` of scikit-image)", read, [photograph], PHOTOGRAPHED_PAGE)


def moderation_table(client):
    folders = {"photographs": THIRD_PARTY / "photographs", "portraits": THIRD_PARTY / "portraits"}
    print("\n| pictures | number | passed | surest label among them |\n|---|---|---|---|")
    for name, folder in folders.items():
        worst, passed, count = (0, "", ""), 0, 0
        for path in sorted(path for path in folder.rglob("*") if path.suffix in (".jpg", ".png")):
            image = Image.open(path).convert("RGB")
            answer = client.detect_moderation_labels(Image={"Bytes": encoded(image, "JPEG")}, MinConfidence=0)
            label = answer["ModerationLabels"][0]
            count += 1
            passed += label["Confidence"] < 50
            worst = max(worst, (label["Confidence"], label["Name"], path.name))
        print(f"| {name} | {count} | {passed} | {worst[1]} {worst[0]:.1f} % (`{worst[2]}`) |", flush=True)


def main():
    with tempfile.TemporaryDirectory() as folder:
        cloud = LocalCloud(Path(folder))
        try:
            client = cloud.client("rekognition")
            readers = {"PP-OCRv4 (ONNX Runtime)": lambda image: read_locally(client, image)}
            if "tesseract" in sys.argv[1:]:
                readers["Tesseract"] = read_with_tesseract
            text_tables(readers)
            moderation_table(client)
        finally:
            cloud.stop()


if __name__ == "__main__":
    main()
