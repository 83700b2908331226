"""Install each archive of a folder, one after the other, run the demo, and ask for the chapters there.

Nothing of the source tree is in reach: the environment and the working folder are temporary, and Python's paths
are taken out of the process's environment. Run:

    python tools/try_dist.py dist
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

REPORTS = ("penguins-report.html", "spiral-report.html", "sine-report.html")
CHAPTERS = "import barreleye as be; print(*(one.name for one in be.lessons.CHAPTERS))"
ASK = "import barreleye; print(barreleye.__version__, barreleye.__file__, sep='\\n')"


def run(folder: Path, *command: str | Path) -> str:
    """Run a command in a folder and return what it printed; a command that fails ends the script."""
    variables = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    variables |= {"BARRELEYE_CACHE_DIR": str(folder), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [*map(str, command)], cwd=folder, env=variables, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def environment(folder: Path) -> Path:
    """Make an environment with what this library needs, and return where its commands are."""
    venv.create(folder / "environment", with_pip=True)
    return folder / "environment" / ("Scripts" if os.name == "nt" else "bin")


def attempt(archive: Path, lessons: Path, folder: Path, commands: Path) -> None:
    """Install an archive and the chapters; see that it is what runs, and what the demo and the chapters give."""
    install = (commands / "python", "-m", "pip", "install", "--quiet", "--no-compile")
    # pip keeps what it built from an archive by the archive's path, and an older one had the same path.
    run(folder, *install, "--no-cache-dir", "--no-deps", "--force-reinstall", archive.resolve())
    run(folder, *install, "barreleye[all]")
    version, place = run(folder, commands / "python", "-c", ASK).splitlines()
    if not Path(place).resolve().is_relative_to(folder):
        sys.exit(f"{archive.name}: what was imported is {place}, not what was installed")
    if not archive.name.startswith((f"barreleye-{version}-", f"barreleye-{version}.tar")):
        sys.exit(f"{archive.name}: barreleye.__version__ is {version}")
    demo = folder / f"demo of {archive.name}"
    run(folder, commands / "barreleye", "demo", "--output", demo)
    absent = [report for report in REPORTS if not (demo / report).is_file()]
    if absent:
        sys.exit(f"{archive.name}: the demo wrote no {', '.join(absent)}")
    # The library is there: nothing else may be needed, and no other version may take its place.
    run(folder, *install, "--no-index", "--force-reinstall", "--no-deps", lessons.resolve())
    run(folder, commands / "python", "-m", "pip", "check")
    for chapter in run(folder, commands / "python", "-c", CHAPTERS).split():
        page = Path(run(folder, commands / "barreleye", "learn", chapter, "--no-open").splitlines()[-1])
        if not (page.is_relative_to(folder) and "<h1>" in page.read_text(encoding="utf-8")):
            sys.exit(f"{lessons.name}: the page of {chapter} is not at {page}")
    print(
        f"{archive.name}: installed; the demo wrote its reports, and the chapters are where they belong"
    )


if __name__ == "__main__":
    archives = sorted(Path(sys.argv[1]).glob("barreleye-*"))
    chapters = list(Path(sys.argv[1]).glob("barreleye_lessons-*.whl"))
    if not archives or len(chapters) != 1:
        sys.exit(
            f"there are {len(archives)} archives and {len(chapters)} of the chapters in {sys.argv[1]}"
        )
    with tempfile.TemporaryDirectory(prefix="barreleye-dist-") as name:
        place = Path(name).resolve()
        commands = environment(place)
        for one in archives:
            attempt(one, chapters[0], place, commands)
