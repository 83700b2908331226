"""The effect of a column: curves against their definition, bars against means, and pairs that interact."""

import mpmath
import numpy as np
import pytest

from barreleye.tables import as_table
from barreleye.tables._encoding import TableEncoder
from barreleye.tables.effects import effect, interactions, log_odds

EPS = float(np.finfo(float).eps)
ROWS = 300


def together(seed=0):
    """Return two columns that nearly say the same, and one of words."""
    rng = np.random.default_rng(seed)
    a = rng.normal(1.0, 2.0, ROWS)
    b = 0.5 * a + 0.1 * rng.normal(size=ROWS)
    return {"a": a, "b": b, "w": rng.choice(["x", "y", "z"], ROWS, p=(0.5, 0.3, 0.2))}


class Known:
    """A table, its inputs, and functions of its columns in their own units."""

    def __init__(self, data):
        self.table = as_table(data)
        self.encoder = TableEncoder.learn(self.table)
        self.X = self.encoder.encode(self.table)
        self.blocks = {block.plan.name: block for block in self.encoder.blocks()}

    def effect(self, answered, name):
        """Return the effect of a column on what is answered for inputs."""
        return effect(answered, self.X, self.table[name], self.blocks[name])

    def of(self, f, *names):
        """Return a function of inputs that is f of some columns of numbers."""

        def answered(X):
            found = f(*(self.blocks[n].plan.numbers(X[:, self.blocks[n].inputs]) for n in names))
            return found if found.ndim == 2 else found[:, None]

        return answered


def slow_curve(f, a, b):
    """Return the accumulated local effect of a on f(a, b) at 25 quantiles, loop by loop, and rows of intervals."""
    edges = [np.quantile(a, 0.01 + 0.98 * k / 24) for k in range(25)]
    curve, many = [0.0], []
    for k in range(24):
        first = k == 0
        rows = [
            i
            for i in range(len(a))
            if (edges[k] <= a[i] if first else edges[k] < a[i]) and a[i] <= edges[k + 1]
        ]
        many.append(len(rows))
        steps = [f(edges[k + 1], b[i]) - f(edges[k], b[i]) for i in rows]
        curve.append(curve[-1] + (sum(steps) / len(steps) if steps else 0.0))
    middles = [(curve[k] + curve[k + 1]) / 2 for k in range(24)]
    mean = sum(n * m for n, m in zip(many, middles, strict=True)) / sum(many)
    return np.array(edges), np.array(curve) - mean, many


def test_of_an_additive_function_each_curve_is_its_own_part_however_columns_go_together():
    data = together()
    known = Known(data)
    answered = known.of(lambda a, b: np.sin(a) + b**3, "a", "b")
    for name, part in (("a", np.sin), ("b", lambda b: b**3)):
        found = known.effect(answered, name)
        rest = found.answers[:, 0] - part(found.entries)
        # 24 sums of steps, each of which is a difference of answers as large as the largest one
        largest = np.abs(answered(known.X)).max() + np.abs(part(found.entries)).max()
        assert np.ptp(rest) < 24 * 8 * EPS * largest


def test_a_curve_adds_up_what_changes_in_each_interval():
    data = together()
    known = Known(data)
    found = known.effect(known.of(lambda a, b: a * b, "a", "b"), "a")
    edges, curve, many = slow_curve(lambda a, b: a * b, data["a"], data["b"])
    assert (found.name, found.kind) == ("a", "numbers")
    np.testing.assert_allclose(found.entries, edges, rtol=0, atol=8 * EPS * np.abs(edges).max())
    size = np.abs(data["a"]).max() * np.abs(data["b"]).max()
    np.testing.assert_allclose(found.answers[:, 0], curve, rtol=0, atol=24 * 8 * EPS * size)
    middles = 0.5 * (found.answers[1:, 0] + found.answers[:-1, 0])
    assert abs(np.average(middles, weights=many)) < 24 * 8 * EPS * size  # the mean over its rows is 0


def test_a_curve_runs_from_the_first_hundredth_of_the_rows_to_the_last():
    known, a = Known(together()), together()["a"]
    found = known.effect(known.of(lambda a: a, "a"), "a")
    assert found.entries[0] == pytest.approx(np.quantile(a, 0.01), rel=4 * EPS)
    assert found.entries[-1] == pytest.approx(np.quantile(a, 0.99), rel=4 * EPS)
    inside = a[(a >= found.entries[0]) & (a <= found.entries[-1])]
    nearest = [int(np.abs(found.entries - one).argmin()) for one in inside]
    assert found.rows.tolist() == np.bincount(nearest, minlength=25).tolist()
    assert found.rows.sum() == 294  # three rows of 300 beyond each end


def test_missing_entries_are_left_out_of_a_curve():
    data = together()
    some = [None if i % 3 == 0 else float(v) for i, v in enumerate(data["a"])]
    holes = Known(data | {"a": some})
    found = holes.effect(holes.of(lambda a, b: a * b, "a", "b"), "a")
    there = np.arange(ROWS) % 3 > 0
    edges, curve, _ = slow_curve(lambda a, b: a * b, data["a"][there], data["b"][there])
    np.testing.assert_allclose(found.entries, edges, rtol=0, atol=8 * EPS * np.abs(edges).max())
    size = np.abs(data["a"]).max() * np.abs(data["b"]).max()
    np.testing.assert_allclose(found.answers[:, 0], curve, rtol=0, atol=24 * 8 * EPS * size)
    flags = []
    block = holes.blocks["a"]

    def watched(X):
        flags.append(X[:, block.inputs][:, -1].max())
        return X[:, :1]

    holes.effect(watched, "a")
    assert block.plan.flag
    assert flags == [0.0, 0.0]  # a number that is asked about is not missing


def test_a_column_of_one_entry_has_no_effect():
    data = together() | {"n": [*[5.0] * (ROWS - 1), 6.0], "v": [*["only"] * (ROWS - 1), None]}
    known = Known(data)
    for name in ("n", "v"):  # all numbers between the two hundredths at the ends are one
        assert known.effect(lambda X: X[:, :1], name) is None
    nothing = as_table({"a": [None] * 4 + [1.0] * 4})["a"].take(np.arange(4))
    assert effect(lambda X: X[:, :1], known.X[:4], nothing, known.blocks["a"]) is None


def test_numbers_with_few_values_have_these_for_ends_of_intervals():
    known = Known({"a": np.arange(ROWS) % 3, "b": np.arange(ROWS) / 7.0})
    found = known.effect(known.of(lambda a, b: a**2 + b, "a", "b"), "a")
    assert found.entries.tolist() == [0.0, 1.0, 2.0]
    assert np.diff(found.answers[:, 0]) == pytest.approx([1.0, 3.0], rel=1e-12)
    assert found.rows.tolist() == [100, 100, 100]


def test_rows_at_an_edge_belong_to_the_interval_below_it():
    a, b = np.arange(ROWS) % 3, np.random.default_rng(0).random(ROWS)
    known = Known({"a": a, "b": b})
    found = known.effect(known.of(lambda a, b: a * b, "a", "b"), "a")
    # a step from 0 to 1 by the rows that have 0 or 1, and one from 1 to 2 by those that have 2
    assert np.diff(found.answers[:, 0]) == pytest.approx([b[a < 2].mean(), b[a == 2].mean()], rel=1e-12)


def test_a_bar_is_the_mean_answer_if_all_rows_had_the_word():
    data = together()
    known = Known(data)
    block = known.blocks["w"]
    worth = dict(zip(block.plan.words, (2.0, -1.0, 5.0), strict=True))

    def answered(X):
        a = known.of(lambda a: a, "a")(X)
        return (1.0 + a) * (X[:, block.inputs] @ np.array([*worth.values()]))[:, None]

    found = known.effect(answered, "w")
    counts = {word: int((data["w"] == word).sum()) for word in worth}
    order = sorted(counts, key=lambda word: -counts[word])
    assert found.entries.tolist() == order
    assert found.rows.tolist() == [counts[word] for word in order]
    means = np.array([np.mean((1.0 + data["a"]) * worth[word]) for word in order])
    want = means - np.dot(means, [counts[word] for word in order]) / ROWS
    np.testing.assert_allclose(found.answers[:, 0], want, rtol=0, atol=ROWS * EPS * np.abs(means).max())
    assert found.range == pytest.approx(np.ptp(want), rel=1e-12)


def test_bars_of_yes_and_no_leave_out_what_is_missing():
    entries = [None if i % 5 == 0 else i % 3 == 0 for i in range(ROWS)]
    known = Known({"q": entries, "b": np.arange(ROWS) / 7.0})
    block = known.blocks["q"]
    found = known.effect(lambda X: X[:, block.inputs][:, :1] * 4.0, "q")
    yes, no = entries.count(True), entries.count(False)
    assert dict(zip(found.entries, found.rows.tolist(), strict=True)) == {"no": no, "yes": yes}
    bars = dict(zip(found.entries, found.answers[:, 0], strict=True))
    assert bars["yes"] - bars["no"] == pytest.approx(4.0 / block.plan.scale, rel=1e-12)
    assert no * bars["no"] + yes * bars["yes"] == pytest.approx(0.0, abs=ROWS * 8 * EPS)


def test_the_twenty_most_frequent_words_have_bars():
    words = [f"w{k:02d}" for k in range(30) for _ in range(31 - k)]
    known = Known({"w": words, "b": np.arange(len(words)) / 7.0})
    found = known.effect(lambda X: X[:, :1], "w")
    assert found.entries.tolist() == [f"w{k:02d}" for k in range(20)]


def test_log_odds_are_those_of_mpmath_and_at_most_16():
    p = np.concatenate([np.linspace(0.001, 0.999, 99), 2.0 ** -np.arange(1, 23), [0.0, 1.0, 1e-30]])
    found = log_odds(p)
    with mpmath.workdps(40):
        for one, odds in zip(p[:-3].tolist(), found.tolist(), strict=False):
            want = mpmath.log(mpmath.mpf(one) / (1 - mpmath.mpf(one)))
            assert abs(odds - want) <= 4 * EPS * max(1.0, abs(want))
    assert found[-3] == -found[-2] == found[-1]
    assert 15.9 < found[-2] < 16.0
    assert log_odds(np.array([1.0 - 2.0**-24], dtype=np.float32).astype(float))[0] == found[-2]


def strengths(f, X, classes=0, seed=0):
    """Return the strength of all pairs of three columns for a network that is f of their inputs."""
    known = Known(dict(zip("abc", X.T, strict=True)))
    found = interactions(f, X, list(known.blocks.values()), classes, seed)
    assert [one.strength for one in found] == sorted((one.strength for one in found), reverse=True)
    return {one.first + one.second: one.strength for one in found}


def test_pairs_of_an_additive_network_do_not_interact():
    X = np.random.default_rng(0).normal(size=(ROWS, 3))
    found = strengths(lambda X: (X[:, 0] ** 2 + np.exp(X[:, 1]) + X[:, 2])[:, None], X)
    assert max(found.values()) < 100 * EPS

    def classes(X):
        odds = np.exp(np.stack([X[:, 0] + X[:, 1] ** 2, X[:, 2], X[:, 0] - X[:, 1]], axis=1))
        return odds / odds.sum(axis=1, keepdims=True)

    found = strengths(classes, X, classes=3)
    assert sorted(found) == ["ab", "ac", "bc"]
    assert max(found.values()) < 100 * EPS  # softmax alone makes no interaction


def test_a_product_interacts_as_much_as_all_pairs_of_rows_say():
    X = np.random.default_rng(1).uniform(-1.0, 1.0, size=(1_500, 3))
    found = strengths(lambda X: (X[:, 0] * X[:, 1] + X[:, 2])[:, None], X)
    a, b, _ = X.T
    rest = (
        (a[:, None] - a) * (b[:, None] - b)
    ) ** 2  # f(both) - f(first) - f(second) + f(none), squared
    want = rest.mean() / np.var(a * b + X[:, 2])
    deviation = rest.std() / np.sqrt(len(X)) / np.var(a * b + X[:, 2])
    assert abs(found["ab"] ** 2 - want) < 4.0 * deviation
    assert max(found["ac"], found["bc"]) < 100 * EPS


def test_a_network_that_answers_always_the_same_has_no_interactions():
    X = np.random.default_rng(1).normal(size=(50, 3))
    assert set(strengths(lambda X: np.ones((len(X), 1)), X).values()) == {0.0}


def test_pairs_of_the_first_eight_columns_are_looked_at():
    rng = np.random.default_rng(0)
    known = Known({f"c{i}": rng.random(40) for i in range(10)})
    found = interactions(
        lambda X: X.sum(axis=1, keepdims=True), known.X, list(known.blocks.values()), 0, 0
    )
    assert len(found) == 28
    assert not {"c8", "c9"} & {name for one in found for name in (one.first, one.second)}
