"""What is stated twice and would rot: the version that is cited, and the names of the extras."""

import re
import tomllib
from pathlib import Path

import barreleye as be

ROOT = Path(__file__).parents[2]
EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
    "optional-dependencies"
]
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob(".github/workflows/*.yml")]


def test_the_citation_names_this_version():
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert re.findall(r"^version: (.*)$", text, re.MULTILINE) == [be.__version__]


def test_pages_and_workflows_install_extras_that_there_are():
    named = {
        (path.name, extra)
        for path in PAGES
        for extras in re.findall(r"(?:\.|barreleye)\[([\w,]+)\]'", path.read_text(encoding="utf-8"))
        for extra in extras.split(",")
    }
    assert {("README.md", "all"), ("CONTRIBUTING.md", "dev"), ("ci.yml", "test")} <= named
    assert {extra for _, extra in named} <= set(EXTRAS)
