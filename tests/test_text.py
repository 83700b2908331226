"""Plain text for people: tables, near names, lists and counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barreleye._text import counted, cut, described, listed, near, printable, quoted, table

words = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12)


def test_a_table_has_a_header_a_rule_and_aligned_columns():
    got = table(["name", "n"], [["relu", 5], ["leaky_relu", 12]], numbers=[1])
    assert got.split("\n") == [
        "name         n",
        "----------  --",
        "relu         5",
        "leaky_relu  12",
    ]


def test_a_table_without_rows_is_its_header():
    assert table(["a", "long"], []).split("\n") == ["a  long", "-  ----"]


def test_no_line_of_a_table_ends_in_blanks():
    assert table(["a", "b"], [["x", ""], ["longer", "y"]]).split("\n") == [
        "a       b",
        "------  -",
        "x",
        "longer  y",
    ]


def test_a_row_of_another_length_is_a_mistake():
    with pytest.raises((ValueError, IndexError)):
        table(["a", "b"], [["only one"]])
    with pytest.raises(ValueError, match="zip"):
        table(["a", "b"], [[1, 2, 3]])


@given(st.lists(st.tuples(words, st.integers()), max_size=6))
def test_columns_of_numbers_end_together_and_columns_of_words_begin_together(rows):
    lines = table(["word", "number"], rows, numbers=[1]).split("\n")
    assert len(lines) == len(rows) + 2
    width = len(lines[1])
    for line, (word, number) in zip(lines[2:], rows, strict=True):
        assert line.startswith(word)
        assert line.endswith(str(number))
        assert len(line) == width


@pytest.mark.parametrize(
    ("misspelt", "meant"),
    [
        ("rleu", "relu"),
        ("ReLU", "relu"),
        ("leaky-relu", "leaky_relu"),
        ("Leaky Relu", "leaky_relu"),
        ("leakyrelu", "leaky_relu"),
        ("softmx", "softmax"),
        ("max", "softmax"),
    ],
)
def test_a_near_name_is_suggested_first(misspelt, meant):
    got = near(misspelt, ["relu", "leaky_relu", "softmax", "tanh"])
    assert got.startswith(f"; did you mean '{meant}'")
    assert got.endswith("?")


@pytest.mark.parametrize("far", ["qqq", "banana", "", " ", "_-"])
def test_nothing_is_suggested_where_nothing_is_near(far):
    assert near(far, ["relu", "tanh"]) == ""
    assert near("relu", []) == ""


def test_at_most_three_names_are_suggested():
    assert near("layer", [f"layer{i}" for i in range(9)]).count("'layer") == 3
    assert near("x", [f"long_name_with_x{i}" for i in range(9)]).count("'long") == 3


@given(st.lists(words, min_size=1, unique_by=str.lower))
def test_a_name_itself_is_always_near(names):
    assert f"'{names[0]}'" in near(names[0], names)


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ([], ""),
        (["a"], "'a'"),
        (["a", "b"], "'a' or 'b'"),
        (["a", "b", "c"], "'a', 'b' or 'c'"),
        ([1, 2.5], "'1' or '2.5'"),
    ],
)
def test_names_are_listed_as_in_a_sentence(names, sentence):
    assert listed(names, "or") == sentence
    assert listed(iter(names), "or") == sentence


def test_the_usual_word_of_a_list_is_and():
    assert listed("xyz") == "'x', 'y' and 'z'"


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "0 rows"), (1, "1 row"), (2, "2 rows"), (60_000, "60,000 rows"), (-1, "-1 rows")],
)
def test_things_are_counted_in_words(number, words):
    assert counted(number, "row") == words


def test_a_plural_may_be_given():
    assert counted(1, "entry", "entries") == "1 entry"
    assert counted(2, "entry", "entries") == "2 entries"


def test_a_long_list_of_names_is_counted_and_a_long_name_cut():
    assert listed(range(60)).endswith("'38', '39' and 20 more")
    assert listed("abcdef", most=5) == "'a', 'b', 'c', 'd', 'e' and 1 more"
    assert quoted("w" * 1000) == "'" + "w" * 59 + "…'"
    assert cut("word", 4) == "word"
    assert cut("words", 4) == "wor…"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (5, "5"),
        ("a", "'a'"),
        (None, "None"),
        ("w" * 99, "a str"),
        ([[1]] * 99, "a list"),
        (int, "<class 'int'>"),
    ],
)
def test_a_value_is_described_on_one_short_line(value, text):
    assert described(value) == text


@given(st.text(st.characters()))
def test_printable_text_is_all_there_and_obeys_nobody(text):
    shown = printable(text)
    assert len(shown) == len(text)
    shown.encode()  # no halves of characters
    assert not set(shown) & {chr(code) for code in (*range(10), *range(11, 32), 127)}
    assert printable(shown) == shown


def test_letters_line_ends_and_wide_blanks_are_printable():
    assert printable("größe\n価 🐟\u3000\xa0") == "größe\n価 🐟\u3000\xa0"
