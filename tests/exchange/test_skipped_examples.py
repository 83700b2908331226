"""The examples that ``make test`` skips: it has no PyTorch and no Keras. ``make test-exchange`` runs this."""

import doctest
import os

import pytest

import barreleye as be

SKIPPED = {
    "export.torch": be.export.torch,
    "export.keras": be.export.keras,
    "from_torch": be.from_torch,
    "from_keras": be.from_keras,
}


@pytest.mark.exchange
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of Keras and PyTorch
@pytest.mark.parametrize("name", SKIPPED)
def test_the_example_runs(name):
    os.environ.setdefault("KERAS_BACKEND", "torch")
    text = SKIPPED[name].__doc__
    assert "# doctest: +SKIP" in text
    test = doctest.DocTestParser().get_doctest(text.replace("# doctest: +SKIP", ""), {}, name, name, 0)
    told = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    runner.run(test, out=told.append)
    assert (runner.failures, told) == (0, [])
