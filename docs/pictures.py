"""Make the moving picture of README.md and of the first page again: python docs/pictures.py."""

from pathlib import Path

import barreleye as be

FOLDER = Path(__file__).parent / "images"


def main() -> None:
    """Write the picture into docs/images."""
    be.animations.by_hand().save(FOLDER / "sine-by-hand.webp", dpi=80)


if __name__ == "__main__":
    main()
