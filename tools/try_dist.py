"""Install each archive of a folder into an environment of its own and run the demo there, as a user would.

Nothing of the source tree is in reach: environments and working folders are temporary, and Python's paths are
taken out of the process's environment. Run:

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


def attempt(archive: Path) -> None:
    """Install an archive, and see that it is what runs and that the demo writes its reports."""
    with tempfile.TemporaryDirectory(prefix="barreleye-dist-") as name:
        folder = Path(name).resolve()
        venv.create(folder / "environment", with_pip=True)
        commands = folder / "environment" / ("Scripts" if os.name == "nt" else "bin")
        wanted = f"barreleye[all] @ {archive.resolve().as_uri()}"
        run(folder, commands / "python", "-m", "pip", "install", "--quiet", "--no-compile", wanted)
        version, place = run(folder, commands / "python", "-c", ASK).splitlines()
        if not Path(place).resolve().is_relative_to(folder):
            sys.exit(f"{archive.name}: what was imported is {place}, not what was installed")
        if not archive.name.startswith((f"barreleye-{version}-", f"barreleye-{version}.tar")):
            sys.exit(f"{archive.name}: barreleye.__version__ is {version}")
        run(folder, commands / "barreleye", "demo", "--output", "demo")
        absent = [report for report in REPORTS if not (folder / "demo" / report).is_file()]
        if absent:
            sys.exit(f"{archive.name}: the demo wrote no {', '.join(absent)}")
    print(f"{archive.name}: installed, and the demo wrote its reports")


if __name__ == "__main__":
    archives = sorted(Path(sys.argv[1]).glob("barreleye-*"))
    if not archives:
        sys.exit(f"there is no archive in {sys.argv[1]}")
    for one in archives:
        attempt(one)
