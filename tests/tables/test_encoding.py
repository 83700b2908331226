"""Numbers are scaled, words become one input each, missing values are filled and flagged."""

import json
import statistics

import numpy as np
import pytest

from barreleye.errors import DataError
from barreleye.tables import TableEncoder, as_table


def learn(**columns):
    return TableEncoder.learn(as_table(columns))


def encode(encoder, **columns):
    return encoder.encode(encoder.read(as_table(columns)))


def test_numbers_have_mean_0_and_deviation_1_on_the_training_rows():
    values = [3.0, 5.0, 10.0, 12.5]
    center, spread = statistics.fmean(values), statistics.pstdev(values)
    encoder = learn(x=values)
    assert encoder.inputs == ("x",)
    assert encode(encoder, x=values)[:, 0] == pytest.approx([(v - center) / spread for v in values])
    assert encode(encoder, x=[0.0])[0, 0] == pytest.approx(-center / spread)


def test_a_huge_offset_does_not_turn_rounding_into_a_signal():
    encoder = learn(x=[1e15, 1e15 + 0.125, 1e15], y=[1, 2, 3])
    assert np.abs(encode(encoder, x=[1e15, 1e15 + 0.125], y=[2, 2])[:, 0]).max() <= 0.125


def test_words_become_one_input_each_most_frequent_first():
    encoder = learn(w=["b", "a", "c", "a", "b", "a"])
    assert encoder.inputs == ("w = a", "w = b", "w = c")
    assert encode(encoder, w=["c", "a", "zebra"]).tolist() == [[0, 0, 1], [1, 0, 0], [0, 0, 0]]
    assert encoder.plans[0].unknown(as_table({"w": ["zebra", "a", "yak"]})["w"]) == ["yak", "zebra"]


def test_the_rarest_of_many_words_share_one_input():
    words = [f"w{i}" for i in range(70) for _ in range(3 if i < 50 else 1)]
    encoder = learn(w=words)
    assert len(encoder.inputs) == 51
    assert encoder.inputs[-1] == "w = other"
    rows = encode(encoder, w=["w0", "w60", "never met"])
    assert rows.sum(axis=1).tolist() == [1, 1, 1]
    assert rows[:, -1].tolist() == [0, 1, 1]
    assert encoder.plans[0].unknown(as_table({"w": ["never met"]})["w"]) == []


def test_a_missing_word_is_not_one_of_the_rare_ones():
    words = [f"w{i}" for i in range(52) for _ in range(3 if i < 50 else 1)]
    encoder = learn(w=[*words, None])
    assert encoder.inputs[-2:] == ("w = other", "w is missing")
    assert encode(encoder, w=[None, "w51", "w0"])[:, -2:].tolist() == [[0, 1], [1, 0], [0, 0]]
    unflagged = learn(w=words)
    assert encode(unflagged, w=[None, "w51"])[:, -1].tolist() == [0, 1]


def test_holes_in_numbers_are_filled_with_the_median_and_flagged():
    values = [1.0, None, 2.0, 9.0, None]
    encoder = learn(x=values)
    known = [1.0, 2.0, 9.0]
    filled = (statistics.median(known) - statistics.fmean(known)) / statistics.pstdev(known)
    rows = encode(encoder, x=values)
    assert encoder.inputs == ("x", "x is missing")
    assert rows[:, 1].tolist() == [0, 1, 0, 0, 1]
    assert rows[[1, 4], 0] == pytest.approx([filled, filled])


def test_holes_in_words_and_in_yes_and_no_are_flagged():
    encoder = learn(w=["a", None, "b", "a"], yes=[True, None, True, False])
    assert encoder.inputs == ("w = a", "w = b", "w is missing", "yes", "yes is missing")
    assert encode(encoder, w=[None, "b"], yes=[False, None]).tolist() == [
        [0, 0, 1, 0, 0],
        [0, 1, 0, 1, 1],
    ]


def test_holes_where_training_had_none_are_filled_without_a_flag():
    encoder = learn(x=[1.0, 2.0, 6.0], w=["a", "b", "a"])
    rows = encode(encoder, x=[None], w=[None])
    assert rows[0, 0] == pytest.approx((2.0 - 3.0) / statistics.pstdev([1.0, 2.0, 6.0]))
    assert rows[0, 1:].tolist() == [0, 0]


LEFT_OUT = {
    "constant number": ([7, 7, 7, 7], "it is always 7"),
    "constant date": (["2007-08-01"] * 4, "it is always 2007-08-01"),
    "constant word": (["a"] * 4, "it is always 'a'"),
    "nothing but missing values": ([None] * 4, "every entry is missing"),
}


@pytest.mark.parametrize(("values", "reason"), LEFT_OUT.values(), ids=LEFT_OUT.keys())
def test_a_column_that_says_nothing_is_left_out_with_a_reason(values, reason):
    encoder = learn(dull=values, x=[1.0, 2.0, 3.0, 4.0])
    assert encoder.inputs == ("x",)
    assert encoder.plans[0].dropped == reason
    assert encoder.plans[0].became == f"left out: {reason}"
    with pytest.raises(DataError, match=f"no column is left to learn from.*dull.*{reason}"):
        learn(dull=values)


def test_row_numbers_and_names_of_rows_are_left_out():
    rows = 40
    numbers = list(range(rows))
    encoder = learn(Id=numbers, name=[f"n{i}" for i in numbers], count=numbers)
    assert encoder.inputs == ("count",)
    assert [plan.dropped for plan in encoder.plans] == [
        "it numbers the rows",
        "nearly every row has a word of its own",
        "",
    ]
    assert "id" in learn(id=[1, 2, 2, 3]).inputs  # repeated, so it does not number the rows


def test_a_constant_column_with_holes_still_says_where_they_are():
    encoder = learn(x=[5.0, None, 5.0])
    assert encoder.inputs == ("x", "x is missing")
    assert encode(encoder, x=[5.0, None]).tolist() == [[0, 0], [0, 1]]


def test_what_a_column_became_is_said_in_words():
    encoder = learn(x=[1.0, None, 2.0], w=["a", "b", "a"], yes=[True, False, True])
    became = [plan.became for plan in encoder.plans]
    assert became == [
        "1 input, scaled, missing values filled with 1.5 and flagged",
        "2 inputs, one per word",
        "1 input, 0 or 1",
    ]


def test_the_order_of_the_columns_does_not_matter():
    encoder = learn(x=[1.0, 2.0], w=["a", "b"])
    np.testing.assert_array_equal(
        encode(encoder, w=["b", "a"], x=[2.0, 5.0]), encode(encoder, x=[2.0, 5.0], w=["b", "a"])
    )


CHECKS = {
    "one absent": ({"w": ["a"]}, "lacks the column 'x': add it"),
    "all absent": ({"t": [1]}, "lacks the columns 'x' and 'w': add them"),
    "one too many": (
        {"x": [1], "w": ["a"], "z": [1]},
        "has the column 'z', which the model has never",
    ),
    "renamed": ({"X": [1], "w": ["a"]}, "lacks the column 'x' and has the column 'X'.*rename"),
    "renamed in case": (
        {"X ": [1], "w": ["a"]},
        "lacks the column 'x' and has .*rename 'X ' to 'x', which differ in case, blanks",
    ),
    "blanks that nobody named": ({"x w": ["1 a"]}, "lacks .*: say what .*--separator ' '"),
    "semicolons that nobody named": ({"x;w": ["1;a"]}, "lacks .*: say what .*--separator ';'"),
    "a name with a line break": (
        {"x": [1], "w": ["a"], "in\nkg": [1]},
        r"has the column 'in\\nkg', which the model has never",
    ),
    "no name but entries": ({"x": [1], "w": ["a"], "column_3": [1]}, "'column_3', which the"),
    "no entries but a name": ({"x": [1], "w": ["a"], "z": [None]}, "'z', which the model"),
    "words in numbers": ({"x": ["no"], "w": ["a"]}, "'x' held numbers .* row 1 has 'no' here"),
    "yes in numbers": (
        {"x": [True, False], "z": [1, 1]},
        "lacks the column 'w' and has the column 'z'",
    ),
}


@pytest.mark.parametrize(("data", "message"), CHECKS.values(), ids=CHECKS.keys())
def test_a_table_with_other_columns_is_refused_and_they_are_named(data, message):
    encoder = learn(x=[1.0, 2.0], w=["a", "b"], dull=[1, 1])
    with pytest.raises(DataError, match=message):
        encoder.read(as_table(data), ignore=["t"])


def test_extra_columns_pass_when_asked_and_so_does_what_was_left_out_in_training():
    encoder = learn(x=[1.0, 2.0], dull=[1, 1])
    for table, extra in (
        (as_table({"dull": [3], "x": [1.0]}), False),
        (as_table({"z": [3], "x": [1.0]}), True),
    ):
        assert encoder.encode(encoder.read(table, extra=extra)).shape == (1, 1)


@pytest.mark.parametrize("entries", [[None], [""], [" "], [float("nan")]])
@pytest.mark.parametrize("name", ["column_2", "Unnamed: 1"])
def test_a_column_with_neither_a_name_nor_an_entry_is_no_extra_one(name, entries):
    encoder = learn(x=[1.0, 2.0])
    assert encoder.encode(encoder.read(as_table({"x": [1.0], name: entries}))).shape == (1, 1)


@pytest.mark.parametrize(("learned", "found"), [(0, 1), (1, 0)])
@pytest.mark.parametrize("entries", [["5", "7"], np.array([5.0, 7.0])])
def test_names_that_unicode_writes_in_two_forms_are_the_same(learned, found, entries):
    forms = ("Gr\u00f6\u00dfe", "Gro\u0308\u00dfe")
    encoder = learn(**{forms[learned]: [5.0, 7.0], "x": [1.0, 2.0]})
    table = encoder.read(as_table({forms[found]: entries, "x": [1.0, 2.0]}))
    np.testing.assert_array_equal(encoder.encode(table), [[-1, -1], [1, 1]])
    with pytest.raises(DataError, match="looks the same: Unicode"):
        as_table({forms[found]: entries}).require(forms[learned])


def test_numbers_where_words_were_are_read_as_words():
    encoder = learn(size=["S", "M", "38", "38"], ok=["true", "maybe", "false", "maybe"])
    table = as_table({"size": [38, None], "ok": [True, False]})
    rows = dict(zip(encoder.inputs, encoder.encode(encoder.read(table)).T.tolist(), strict=True))
    assert rows["size = 38"] == [1, 0]
    assert rows["size = S"] == [0, 0]
    assert rows["ok = true"] == [1, 0]
    assert rows["ok = false"] == [0, 1]


def test_a_description_survives_json():
    encoder = learn(x=[1.0, None, 4.0], w=["a", "b", "a"], dull=[1, 1, 1], yes=[True, None, False])
    again = TableEncoder.from_description(json.loads(json.dumps(encoder.describe())))
    assert again == encoder
    assert again.inputs == encoder.inputs
