"""The table that the package carries."""

from __future__ import annotations

from pathlib import Path


def penguins_csv() -> Path:
    """Return the path of ``penguins.csv``: 344 penguins, 8 columns, with text and missing values.

    Columns: species (Adelie, Chinstrap, Gentoo), island, bill_length_mm, bill_depth_mm,
    flipper_length_mm, body_mass_g, sex, year. Data by Kristen Gorman and the Palmer Station LTER,
    prepared by Allison Horst, Alison Hill and Kristen Gorman; CC0 1.0.
    """
    return Path(__file__).parent / "data" / "penguins.csv"
