"""``barreleye activations``: the catalogue and its cards."""

import pytest

import barreleye as be
from support.command import barreleye, refused


def test_every_function_of_the_catalogue_is_listed_in_order():
    result = barreleye("activations")
    assert (result.code, result.err) == (0, "")
    first_words = [line.split()[0] for line in result.out.splitlines()[1:] if line[:1].strip()]
    assert first_words == list(be.activations.names())
    for name in be.activations.names():
        assert be.activations.get(name).summary in result.out


@pytest.mark.parametrize("name", be.activations.names())
def test_every_card_shows_formula_plot_advice_and_other_spellings(name):
    activation = be.activations.get(name)
    result = barreleye("activations", name)
    assert (result.code, result.err) == (0, "")
    assert activation.truth in result.out
    for point in activation.key_points:
        assert point in result.out
    for where, spelling in activation.equivalents.items():
        assert where in result.out
        assert spelling in result.out
    assert any(0x2800 < ord(character) <= 0x28FF for character in result.out)
    assert "-4" in result.out


def test_kinks_are_told_with_the_slope_that_is_used_there():
    assert "0 (slope there: 0)" in barreleye("activations", "relu").out


@pytest.mark.parametrize("name", be.activations.names())
def test_a_card_fits_a_narrow_terminal(name):
    lines = barreleye("activations", name, columns=80).out.splitlines()
    assert max(len(line) for line in lines) <= 80


def test_a_misspelt_name_is_an_error_that_suggests_a_near_one():
    assert refused("activations", "sigmiod").startswith(
        "no activation is called 'sigmiod'; did you mean"
    )
    assert "'sigmoid'" in refused("activations", "sigmiod")
    assert "'[/red]'" in refused("activations", "[/red]")


@pytest.mark.parametrize("language", ["c", "js", "python"])
def test_code_is_what_the_library_writes_and_nothing_else(language):
    result = barreleye("activations", "gelu", "--code", language, columns=40)
    assert (result.code, result.err) == (0, "")
    assert result.out == be.activations.gelu.code(language)
    exact = barreleye("activations", "softmax", "--code", language, "--dtype", "float64").out
    assert exact == be.activations.softmax.code(language, "float64")


def test_code_of_nothing_and_in_no_language_is_refused():
    assert "--code prints one function: give its name" in refused("activations", "--code", "c")
    assert "language is 'c', 'js' or 'python', got 'java'" in refused(
        "activations", "relu", "--code", "java"
    )
