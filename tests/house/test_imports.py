"""The door opens quickly: heavy libraries are loaded when they are needed."""

import os
import shutil
import subprocess
import sys

import pytest

import barreleye as be

HEAVY = {"numba", "scipy", "matplotlib", "sklearn", "polars", "narwhals", "pandas", "rich", "typer"}
HEAVY |= {"onnx", "torch", "keras"}


def modules_after(code):
    program = f"{code}; import sys; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in run.stdout.splitlines()[-1].split()}


def test_the_door_alone_loads_nothing_but_itself():
    program = (
        "import sys; before = set(sys.modules); import barreleye; print(*set(sys.modules) - before)"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = set(run.stdout.split())
    own = {name for name in loaded if name.startswith("barreleye.")}
    assert own == {"barreleye._version", "barreleye._fork_lock"}
    assert "numpy" not in loaded


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_fork_waits_until_a_thread_has_loaded_what_it_asked_for():
    program = """
import os, signal, threading, time, barreleye as be
thread = threading.Thread(target=lambda: be.tables)
thread.start()
time.sleep(0.02)
child = os.fork()
if child == 0:
    signal.alarm(30)
    be.tables, be.mlp
    os._exit(0)
print(os.waitpid(child, 0)[1])
thread.join()
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout == "0\n"


def test_every_public_name_comes_through_the_door_and_stays():
    program = (
        "import barreleye as be\n"
        "for name in be.__all__:\n"
        "    value = getattr(be, name)\n"
        "    assert vars(be)[name] is value is getattr(be, name), name\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize(
    "code",
    [
        "import barreleye",
        "import barreleye as be; be.mlp(2, [4], 2, output='softmax').fit([[0., 1], [1, 0]], [0, 1], epochs=1)",
        "import barreleye as be; be.area_of_effect(be.by_hand.sine(), 0, 0)",
    ],
)
def test_networks_need_numpy_alone(code):
    assert modules_after(code).isdisjoint(HEAVY)


def test_reading_a_table_loads_no_plotting():
    loaded = modules_after("import barreleye as be; be.tables.as_table(be.datasets.penguins_csv())")

    assert "polars" in loaded
    assert "matplotlib" not in loaded


@pytest.mark.parametrize(("absent", "extra"), [("polars", "data"), ("matplotlib", "figures")])
def test_fit_without_an_extra_says_so_before_any_work(absent, extra, tmp_path):
    table = shutil.copy(be.datasets.penguins_csv(), tmp_path)
    program = (
        f"import sys; sys.modules['{absent}'] = None\n"
        f"sys.argv = ['barreleye', 'fit', {table!r}, '--target', 'species']\n"
        "from barreleye.cli import main; main()"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert run.returncode == 2
    assert f"pip install 'barreleye[{extra}]'" in run.stderr
    assert "Traceback" not in run.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["penguins.csv"]


def test_lbfgs_without_scipy_names_the_extra():
    program = (
        "import sys; sys.modules['scipy.optimize'] = None\n"
        "import barreleye as be\n"
        "net = be.mlp(1, [2], 1)\n"
        "try: net.fit([[0.0], [1.0]], [0.0, 1.0], optimizer=be.LBFGS())\n"
        "except be.errors.MissingExtraError as error: print(error)"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert run.stdout == "LBFGS needs SciPy: pip install 'barreleye[lbfgs]'\n"
