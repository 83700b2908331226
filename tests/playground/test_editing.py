"""What is done on the page can be taken back, and leaves it as a script: under node, without a page."""

import math
import random

import numpy as np
import pytest

import barreleye as be
from support.page_engine import PageEngine, described
from support.written import TOOLS

pytestmark = pytest.mark.skipif(TOOLS["node"] is None, reason="the page's engine runs under node here")


SLOPE = be.activations.get("leaky_relu").with_(negative_slope=0.2)


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    ready = PageEngine(tmp_path_factory.mktemp("engine"), own=[SLOPE])
    yield ready
    ready.close()


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("seed", range(20))
def test_any_operations_and_as_many_undos_are_the_start_bit_for_bit(engine, seed, dtype):
    random.seed(seed)
    net = be.mlp(2, [3, 3], 2, seed=seed, dtype=dtype)
    size = net.parameters.size
    orders = []
    for _ in range(60):
        kind = random.choice(["set", "set", "drag", "replace", "show", "undo", "redo"])
        values = [
            [random.randrange(size), random.choice([0.0, -0.0, random.gauss(0, 1), 1e300, 5e-324])]
            for _ in range(random.randrange(1, 4))
        ]
        whole = np.random.default_rng(random.randrange(1000)).normal(size=size)
        orders.append({"kind": kind, "values": values, "whole": whole})
    start, end, undone, redone, same = engine(
        """
        const net = new engine.Network(d, v);
        const first = { net, name: "first" };
        const history = new engine.History(first);
        const start = net.vector.slice();
        orders.forEach(({ kind, values, whole }, k) => {
          if (kind === "set") history.set(values, "set");
          const moved = (i) => values.map(([place, x]) => [place, x + i]);
          if (kind === "drag") for (let i = 0; i < 4; i++) history.set(moved(i), "drag", k);
          if (kind === "replace") history.replace(whole, "replace");
          if (kind === "show") history.show({ net: k % 2 ? history.net : history.net.copy(), name: k }, "show");
          if (kind === "undo") history.undo();
          if (kind === "redo") history.redo();
        });
        const [end, last] = [history.net.vector.slice(), history.content];
        while (history.undo());
        const undone = history.net.vector.slice();
        const back = history.content === first && history.net === net;
        while (history.redo());
        return [start, end, undone, history.net.vector, [back ? 1 : 0, history.content === last ? 1 : 0]];
        """,
        d=described(net), v=net.parameters.vector, orders=orders,
    )  # fmt: skip
    assert undone.tobytes() == start.tobytes() == net.parameters.vector.tobytes()
    assert same[0] == 1  # the first network is shown again
    if not any(one["kind"] == "undo" for one in orders[-1:]):
        assert np.isfinite(end).any()
    last = max(k for k, one in enumerate(orders) if one["kind"] not in ("undo", "redo"))
    if all(one["kind"] not in ("undo", "redo") for one in orders[last:]):
        assert redone.tobytes() == end.tobytes()
        assert same[1] == 1


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_script_for_python_makes_the_same_network(engine, dtype):
    layers = [be.Dense(3, SLOPE, bias=False), be.Dense(2, "tanh"), be.Dense(3, "softmax")]
    net = be.Network(2, layers, seed=0, dtype=dtype)
    net.parameters.vector[:4] = [-0.0, 1e-300 if dtype == "float64" else 1e-45, 3e38, 0.1]
    state = be.playground._networks.carried(net, "net", rows=0)
    script = engine(
        "return engine.pythonScript(new engine.Network(d, v));",
        d=state["network"],
        v=net.parameters.vector,
    )
    names = {}
    exec(compile(script, "script", "exec"), names)  # noqa: S102  it is what is tested
    made = names["net"]
    assert made.parameters.vector.tobytes() == net.parameters.vector.tobytes()
    assert repr(made) == repr(net)
    assert made.dtype == net.dtype


NUMBERS = {
    "0.7": 0.7, "0,7": 0.7, ",5": 0.5, "7/20": 7 / 20, "2*pi": 2 * math.pi, "2·π": 2 * math.pi, "−3": -3.0,
    "-(1+2)^2": -9.0, "1e-3": 1e-3, "2^-1": 0.5, "2 ^ 3 ^ 2": 512.0, " 1 + 2*3 - 4/8 ": 6.5, "e": math.e,
}  # fmt: skip


@pytest.mark.parametrize("text", NUMBERS)
def test_numbers_are_read_as_people_write_them(engine, text):
    assert engine("return engine.numberOf(text);", text=text)[0] == pytest.approx(
        NUMBERS[text], rel=1e-15
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "type a number"),
        ("1/0", "no finite number"),
        ("(1", "a bracket is not closed"),
        ("1 2", "“2” is one too many"),
        ("2*", "a number is missing at the end"),
        ("alert(1)", "is not understood"),
        ("0x10", "is not understood"),
        ("constructor", "is not understood"),
    ],
)
def test_what_is_no_number_is_refused_in_words(engine, text, words):
    with pytest.raises(RuntimeError, match=words.replace("(", r"\(")):
        engine("return engine.numberOf(text);", text=text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (0.1 + 0.2, "0.3"),
        (-2.5, "−2.5"),
        (1234567.0, "1.235e+6"),
        (1e-9, "1e-9"),
        (100.0, "100"),
    ],
)
def test_numbers_are_shown_short(engine, value, text):
    assert engine("return engine.shown(value);", value=value) == text
    assert engine("return engine.shown(-0);") == "0"


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_model_file_is_read_by_load(engine, dtype, tmp_path):
    X, y = be.datasets.moons(samples=20, seed=0)
    net = be.mlp(2, [7, 3], 2, activation="gelu", output="softmax", seed=0, dtype=dtype)
    net.fit(X, np.array(["no", "yes"])[y], epochs=1, progress=False)
    state = be.playground._networks.carried(net, "net", rows=0)
    write = "return Array.from(engine.modelFile(new engine.Network(d, v), text));"
    found = engine(write, d=state["network"], v=net.parameters.vector, text=state["header"])
    (tmp_path / "net.npz").write_bytes(bytes(int(one[0]) for one in found))
    loaded = be.load(tmp_path / "net.npz")
    assert loaded.parameters.vector.tobytes() == net.parameters.vector.tobytes()
    assert loaded.predict(X).tolist() == net.predict(X).tolist()
    assert repr(loaded) == repr(net)
    with np.load(tmp_path / "net.npz") as file:
        assert file["parameters"].tobytes() == net.parameters.vector.tobytes()


PASTE = (
    "const { X, Y, classes } = engine.pastedRows(text, wanted); return [X.flat(), Y.flat(), classes];"
)
NUMBERS_WANTED = {"inputs": 2, "outputs": 1, "kind": "numbers", "classes": []}
CLASSES_WANTED = {"inputs": 2, "outputs": 3, "kind": "classes", "classes": []}


@pytest.mark.parametrize(
    ("text", "X", "y"),
    [
        ("1,2,3\n4,5,6", [1, 2, 4, 5], [3, 6]),
        ("a;b;y\n1,5;2;3\n\n4;5,25;6\r\n", [1.5, 2, 4, 5.25], [3, 6]),
        ("x\ty\tz\n-1\t2e3\t.5", [-1, 2000], [0.5]),
        ("1 2 3", [1, 2], [3]),
        ('"1","2.5","3"', [1, 2.5], [3]),
    ],
)
def test_pasted_rows_are_numbers(engine, text, X, y):
    found = engine(PASTE, text=text, wanted=NUMBERS_WANTED)
    assert np.ravel(found[0]).tolist() == X
    assert np.ravel(found[1]).tolist() == y


def test_pasted_rows_have_classes(engine):
    X, Y, classes = engine(PASTE, text="x1,x2,kind\n1,2,b\n3,4,a\n5,6,b", wanted=CLASSES_WANTED)
    assert np.ravel(X).tolist() == [1, 2, 3, 4, 5, 6]
    assert np.ravel(Y).tolist() == [0, 1, 0, 1, 0, 0, 0, 1, 0]
    assert classes == ["a", "b"]
    one = {"inputs": 1, "outputs": 1, "kind": "yes or no", "classes": []}
    assert np.ravel(engine(PASTE, text="1,10\n2,9\n3,10", wanted=one)[1]).tolist() == [1, 0, 1]


def test_classes_that_the_network_knows_keep_their_outputs(engine):
    named = {**CLASSES_WANTED, "classes": ["cat", "dog", "eel"]}
    _, Y, classes = engine(PASTE, text="1,2,eel\n3,4,dog", wanted=named)
    assert np.ravel(Y).tolist() == [0, 0, 1, 0, 1, 0]
    assert classes == ["cat", "dog", "eel"]
    for wanted in (named, CLASSES_WANTED):  # by number
        _, Y, classes = engine(PASTE, text="1,2,2\n3,4,1", wanted=wanted)
        assert np.ravel(Y).tolist() == [0, 0, 1, 0, 1, 0]
        assert classes == wanted["classes"]
    _, Y, classes = engine(
        PASTE, text="1,2,y\n3,4,x", wanted=named
    )  # others, in the order of their names
    assert np.ravel(Y).tolist() == [0, 1, 0, 1, 0, 0]
    assert classes == ["x", "y"]


def test_a_line_of_names_is_told(engine):
    note = "return engine.pastedRows(text, wanted).note;"
    assert engine(note, text="a,b,c\n1,2,3", wanted=NUMBERS_WANTED) == "Line 1 was read as names."
    assert engine(note, text="1,2,3", wanted=NUMBERS_WANTED) == ""


@pytest.mark.parametrize("first", ["NaN", "1e999", "0x10", "inf", "", "null", "-"])
def test_a_first_line_that_is_no_line_of_names_is_named(engine, first):
    with pytest.raises(RuntimeError, match="line 1: "):
        engine(PASTE, text=f"{first},{first},1\n2,3,4", wanted=NUMBERS_WANTED)


@pytest.mark.parametrize(
    ("text", "wanted", "words"),
    [
        ("", NUMBERS_WANTED, "there are no rows"),
        ("a,b,c", NUMBERS_WANTED, "a line of names, and no row"),
        ("1,2,3\n4,5", NUMBERS_WANTED, "line 2 has 2 fields, not 3"),
        ("1,2,3\n\n4,x,6", NUMBERS_WANTED, "line 3: “x” is no number"),
        ("1,2,3\n4,5,", NUMBERS_WANTED, "line 2: “” is no number"),
        ("1,2,Infinity", NUMBERS_WANTED, "“Infinity” is no number"),
        ("1,2,a\n1,2,", CLASSES_WANTED, "line 2 has no class"),
        (
            "1,2,a\n1,2,b\n1,2,c\n1,2,d",
            CLASSES_WANTED,
            "there are 4 classes, and the network has outputs for 3",
        ),
        ("1,2,3\n" * 5001, NUMBERS_WANTED, "there are 5,001 rows, and a page takes 5,000 at most"),
    ],
    ids=range(9),
)
def test_a_bad_row_is_named(engine, text, wanted, words):
    with pytest.raises(RuntimeError, match=words):
        engine(PASTE, text=text, wanted=wanted)
