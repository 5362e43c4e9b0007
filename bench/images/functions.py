"""The functions that are compared: the same job, each as its own users would deploy it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PEERS = ROOT / "build" / "third-party" / "image-peers"
SHRIKE = "Shrike"
OUTPUT_BUCKET = "results"
NAMES = {"python": "Python", "node": "Node", "rust": "Rust", "go": "Go"}
CONCURRENT, CONCURRENT_TITLE = "-concurrent", ", concurrent"


@dataclass(frozen=True)
class Function:
    name: str
    code: Path  # a folder as the root of its zip: `bootstrap` and what that needs
    handler: str = "function.handler"
    takes_batches: bool = False  # of a queue, whose records it works on side by side

    @property
    def is_ours(self) -> bool:
        return self.name == SHRIKE

    @property
    def is_tutorial(self) -> bool:
        """Written one call after the other, as the tutorials have it."""
        return not self.is_ours and not self.name.endswith(CONCURRENT_TITLE)

    def environment(self, widths: Sequence[int]) -> dict[str, str]:
        """Asks for a JPEG of quality 80 within each of these widths, and for labels."""
        if not self.is_ours:
            return {"OUTPUT_BUCKET": OUTPUT_BUCKET, "WIDTHS": ",".join(map(str, widths))}
        renditions = ";".join(f"{width}:{width}x{width},jpeg,q80" for width in widths)
        return {"OUTPUT_BUCKET": OUTPUT_BUCKET, "RENDITIONS": renditions, "DETECT": "labels"}


def shrike(code: Path) -> Function:
    return Function(SHRIKE, code, handler="process", takes_batches=True)


def peers() -> list[Function]:
    """Those that install.sh has built: each tutorial's, and its variant that makes its calls concurrently."""
    found = []
    for folder, name in NAMES.items():
        for suffix, title in (("", ""), (CONCURRENT, CONCURRENT_TITLE)):
            code = PEERS / (folder + suffix)
            if (code / "bootstrap").exists():
                found.append(Function(name + title, code))
    return found
