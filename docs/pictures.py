"""Draw the pictures of README.md again: python docs/pictures.py."""

from pathlib import Path

import numpy as np

import barreleye as be

FOLDER = Path(__file__).parent / "images"


def main() -> None:
    """Write every picture into docs/images."""
    picture = be.figures.areas_of_effect(be.by_hand.sine(), curve=lambda x: np.sin(2 * np.pi * x))
    (FOLDER / "sine-by-hand.png").write_bytes(be.figures.as_png(picture, dpi=110))


if __name__ == "__main__":
    main()
