"""Tables damaged by chance: a part of what ``make fuzz-tables`` tries, by the same code."""

import sys

import pytest

from support.damaged_tables import damaged_table
from support.judged_tables import TableJudge

FILES, PARTS = 240, 4

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="the memory is measured as Linux tells it"
)


@pytest.fixture(scope="module")
def judge(tmp_path_factory):
    return TableJudge(tmp_path_factory.mktemp("damaged"))


@pytest.mark.parametrize("part", range(PARTS))
def test_a_damaged_table_is_refused_in_a_sentence_or_answered(judge, part):
    refused = 0
    for seed in range(part, FILES, PARTS):
        original, way, content = damaged_table(seed, judge.originals)
        try:
            refused += bool(judge.verdict(original, content).refused)
        except BaseException as error:
            error.add_note(f"seed {seed}: {original.kind}, {way}")
            raise
    assert FILES // PARTS // 4 < refused < FILES // PARTS  # some damage is to what nobody needs
