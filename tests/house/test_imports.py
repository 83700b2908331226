"""The door opens quickly: heavy libraries are loaded when they are needed."""

import subprocess
import sys

import pytest

HEAVY = ("numba", "scipy", "matplotlib", "sklearn", "polars", "narwhals", "pandas", "rich", "typer")


def modules_after(code):
    program = f"{code}; import sys; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in run.stdout.splitlines()[-1].split()}


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


def test_what_needs_an_extra_names_it():
    program = (
        "import sys; sys.modules['polars'] = None\n"
        "import barreleye as be\n"
        "try: be.tables.as_table(be.datasets.penguins_csv())\n"
        "except be.errors.MissingExtraError as error: print(error)"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert "pip install 'barreleye[data]'" in run.stdout
