"""Check what ``build`` has put into a folder: a source archive, two wheels, and in each what belongs there.

The source archive has to hold the files that git knows, no more and no fewer. Outside of a git checkout (in an
unpacked source archive, say) it has to hold what the commands of the Makefile read, and nothing generated. The
wheel has to hold the package as the source archive has it, its metadata and the licence; that of the chapters the
site that ``make docs`` has built. Run:

    python tools/check_dist.py dist
"""

from __future__ import annotations

import runpy
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VERSION: str = runpy.run_path(str(ROOT / "src" / "barreleye" / "_version.py"))["__version__"]
SOURCE, WHEEL = f"barreleye-{VERSION}.tar.gz", f"barreleye-{VERSION}-py3-none-any.whl"
LESSONS = f"barreleye_lessons-{VERSION}-py3-none-any.whl"
SITE = ROOT / "docs" / "_build" / "html"

# What test, check, demo, docs and dist of the Makefile read, and what whoever gets the source should read.
NEEDED = {
    *("src", "tests", "docs", "benchmarks", "tools", ".ci", ".github", "Makefile", "pyproject.toml"),
    *(".gitignore", ".pre-commit-config.yaml", "README.md", "ARCHITECTURE.md", "CHANGELOG.md"),
    *("CITATION.cff", "CONTRIBUTING.md", "LICENSE", "SECURITY.md"),
}
GENERATED = {"__pycache__", "_build", "generated", "dist", "build", "barreleye-demo", ".git"}
METADATA = {"METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE"}
OF_LESSONS = {f"barreleye_lessons/{name}" for name in ("__init__.py", "_version.py", "LICENSE")} | {
    f"barreleye_lessons-{VERSION}.dist-info/{name}" for name in ("METADATA", "WHEEL", "RECORD")
}

# Two are text and one table; the source has a moving picture of half a megabyte besides, and the pages have their
# pictures. There is room to grow; a data set, a model or somebody's environment that slips in does not fit.
MOST = {SOURCE: 2_400_000, WHEEL: 1_200_000, LESSONS: 20_000_000}


def in_source(archive: Path) -> set[str]:
    """Return the paths in a source archive, without the folder around them and the metadata."""
    with tarfile.open(archive) as tar:
        names = {member.name.partition("/")[2] for member in tar if not member.isdir()}
    return names - {"PKG-INFO"}


def in_wheel(archive: Path) -> set[str]:
    with zipfile.ZipFile(archive) as wheel:
        return set(wheel.namelist())


def in_git() -> set[str] | None:
    """Return the paths that git knows; None outside of a checkout."""
    if not (ROOT / ".git").exists():
        return None
    command = ["git", "-C", str(ROOT), "ls-files", "-z"]
    told = subprocess.run(command, check=True, capture_output=True, text=True)
    return set(told.stdout.split("\0")) - {""}


def is_generated(name: str) -> bool:
    parts = name.split("/")
    caches = any(part.startswith(".venv") or part.endswith("_cache") for part in parts)
    return caches or not GENERATED.isdisjoint(parts)


def differences(where: str, found: set[str], expected: set[str]) -> list[str]:
    return [f"{where} lacks {name}" for name in sorted(expected - found)] + [
        f"{where} holds {name}, which does not belong there" for name in sorted(found - expected)
    ]


def faults(folder: Path) -> list[str]:
    """Return one sentence for each thing that is wrong with the archives in a folder."""
    wrong = differences(str(folder), {path.name for path in folder.iterdir()}, set(MOST))
    if wrong:
        return wrong
    source, wheel, known = in_source(folder / SOURCE), in_wheel(folder / WHEEL), in_git()
    needed = NEEDED - {name.partition("/")[0] for name in source}
    wrong += [f"{SOURCE} lacks {name}" for name in sorted(needed)]
    if known is not None:
        wrong += differences(SOURCE, source, known)
    else:
        print("no git checkout: the source archive is not compared with what git knows")
        wrong += [f"{SOURCE} holds {name}, which is generated" for name in filter(is_generated, source)]
    package = {name.removeprefix("src/") for name in source if name.startswith("src/barreleye/")}
    metadata = {f"barreleye-{VERSION}.dist-info/{name}" for name in METADATA}
    wrong += differences(WHEEL, wheel, package | metadata)
    pages = {path.relative_to(SITE).as_posix() for path in SITE.rglob("*") if path.is_file()}
    of_site = {f"barreleye_lessons/pages/{name}" for name in pages}
    wrong += differences(LESSONS, in_wheel(folder / LESSONS), of_site | OF_LESSONS)
    for name, most in MOST.items():
        size = (folder / name).stat().st_size
        print(f"{name}: {size / 1e6:.2f} MB, at most {most / 1e6:.2f} MB")
        if size > most:
            wrong.append(f"{name} takes {size:,} bytes, more than {most:,}")
    return wrong


if __name__ == "__main__":
    sys.exit("\n".join(dict.fromkeys(faults(Path(sys.argv[1])))) or 0)
