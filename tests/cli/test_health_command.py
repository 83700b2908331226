"""``barreleye health``: what is wrong with the network of a model."""

from support.command import barreleye, refused
from support.tables import fitted_prices, prices, save_csv


def test_findings_are_printed_with_cause_and_cure(tmp_path):
    table = save_csv(tmp_path / "new.csv", prices(rows=40))
    model = fitted_prices().model
    model.save(tmp_path / "well.npz")
    result = barreleye("health", tmp_path / "well.npz", table)
    assert (result.code, result.err) == (0, "")
    assert "examined on 40 rows: " in result.out
    assert "BE001" not in result.out
    before = model.network.parameters[0].biases.copy()
    try:
        model.network.parameters[0].biases[:] = -1e4
        model.save(tmp_path / "sick.npz")
    finally:
        model.network.parameters[0].biases[:] = before  # other tests use this model
    result = barreleye("health", tmp_path / "sick.npz", table)
    assert "BE001  dead neurons" in result.out
    assert "be.revive(net, X)" in result.out


def test_rows_without_an_answer_and_unseen_words_are_told(tmp_path):
    data = prices(rows=40)
    data["price"][3] = None
    data["colour"][5] = "violet"
    table = save_csv(tmp_path / "new.csv", data)
    fitted_prices().model.save(tmp_path / "m.npz")
    told = barreleye("health", tmp_path / "m.npz", table).out
    assert "examined on 39 rows" in told
    assert "note    the target 'price': " in told
    assert "'violet'" in told


def test_a_table_without_answers_is_refused(tmp_path):
    data = prices(rows=10)
    del data["price"]
    table = save_csv(tmp_path / "new.csv", data)
    fitted_prices().model.save(tmp_path / "m.npz")
    assert "the table has no column 'price'" in refused("health", tmp_path / "m.npz", table)
