"""Every public name has an example, in its docstring or in docs/name_examples, and every example runs."""

import doctest
import inspect
import sys
from pathlib import Path

import pytest

import barreleye as be
from house.test_public_names import FACES, face

sys.path.append(str(Path(__file__).parents[2] / "docs"))
import name_examples

EXAMPLES = name_examples.read()
# The pages of pictures have an example each, or are not built; entries of catalogues have pages with examples too.
PICTURES = {"Figure", "Animation"}
CATALOGUE = be.activations.Activation | be.losses.Loss


def needs_one(thing):
    drawn = inspect.isfunction(thing) and thing.__annotations__.get("return") in PICTURES
    return not (drawn or inspect.ismodule(thing) or isinstance(thing, CATALOGUE))


def named():
    """Yield each public name with what it names, the shortest name of a thing first."""
    seen = {}
    for floor, names in FACES.items():
        for name in names.split():
            thing = getattr(face(floor), name)
            full = ".".join(filter(None, ("barreleye", floor, name)))
            known = seen.setdefault(id(thing) if callable(thing) else full, full)
            if known == full and needs_one(thing):
                yield full, thing


NAMED = dict(named())


def documented(name):
    """Return the examples of a docstring, those of methods included."""
    thing = NAMED[name]
    if not (inspect.isclass(thing) or inspect.isfunction(thing)):
        return []
    found = doctest.DocTestFinder(exclude_empty=True).find(thing, name, module=False, globs={})
    return [test for test in found if test.examples]


def of(name):
    """Return the examples of a name, wherever they stand."""
    if name not in EXAMPLES:
        return documented(name)
    parser = doctest.DocTestParser()
    return [*documented(name), parser.get_doctest(EXAMPLES[name], {}, name, f"the example of {name}", 0)]


def test_no_example_is_of_a_name_that_is_not_there():
    assert sorted(EXAMPLES.keys() - NAMED.keys()) == []


@pytest.mark.parametrize("name", NAMED)
def test_the_example_of_a_name_runs(name):
    tests = of(name)
    told = []
    for test in tests:
        runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
        runner.run(test, out=told.append)
        if runner.failures:
            pytest.fail("".join(told))

    assert tests, f"{name} has no example: add one to its docstring, or to docs/name_examples"


def test_an_example_stands_in_one_place():
    assert [name for name in EXAMPLES if any(test.name == name for test in documented(name))] == []
