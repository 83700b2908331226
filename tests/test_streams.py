"""The private random streams: the draws of NumPy's own way through a list of words."""

import numpy as np
import pytest

from barreleye._arrays import stream


@pytest.mark.parametrize(
    "words", [(0, 0), (1, 2, 3), (7, 2**32 - 1), (7, 2**32), (2**64, 5), (3, 2**40 + 1, 0), (5,)]
)
def test_a_stream_draws_what_numpy_draws_for_its_words(words):
    want = np.random.default_rng(list(words))
    got = stream(*words)
    assert (got.permutation(50) == want.permutation(50)).all()
    assert got.integers(2**63) == want.integers(2**63)


@pytest.mark.parametrize("word", [-1, np.int64(-5), 3.7, None])
def test_what_is_no_word_is_refused(word):
    with pytest.raises((ValueError, TypeError)):
        stream(7, word)
