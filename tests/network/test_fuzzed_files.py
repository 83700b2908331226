"""Files damaged by chance: a part of what ``make fuzz-files`` tries, by the same code."""

import pytest

from support.damage import damaged
from support.judged import Judge

FILES, PARTS = 2000, 4


@pytest.fixture(scope="module")
def judge(tmp_path_factory):
    return Judge(tmp_path_factory.mktemp("damaged"))


@pytest.mark.parametrize("part", range(PARTS))
def test_damage_is_told_in_a_sentence_or_harms_nobody(judge, part):
    refused = 0
    for seed in range(part, FILES, PARTS):
        original, way, content = damaged(seed, judge.originals)
        try:
            refused += bool(judge.verdict(original, content).refused)
        except Exception as error:
            error.add_note(f"seed {seed}: {original.kind}, {way}")
            raise
    assert FILES // PARTS // 2 < refused < FILES // PARTS  # some damage is to what nobody reads
