"""What people do to the page too fast, in between, or in another order than it was made for, in a real browser."""

import numpy as np
import pytest

import barreleye as be
from support.page_in_browser import Page, drag, middle, press, wait_until

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser, address):
    browser.set_window_size(1280, 900)
    made = Page(browser, address)
    made.open("train: sine, ReLU 8-8")
    made.settle()
    yield made
    assert browser.get_log("browser") == []


def typed(page, name, *keys):
    """Press keys in a field."""
    from selenium.webdriver import Keys  # noqa: PLC0415  in an extra of its own

    field = page.find(f"[aria-label='{name}']")
    field.send_keys(Keys.CONTROL + "a" + Keys.NULL, *keys)
    page.settle()


def steps(page):
    return page.run("return page.app.training.run.now.steps")


def labels(page):
    return page.run("return page.app.history.done.slice(1).map((one) => one.label)")


def test_a_step_while_it_trains_is_one_step(page):
    press(page, "Train")
    wait_until(page, "page.app.training.run.now.steps > 50")
    before = page.run(
        "const { training, view } = page.app; training.steps[1].click();"
        "return [training.run.now.steps, ...view.net.vector]"
    )
    wait_until(page, "!page.app.training.run.busy")
    assert steps(page) == before[0] + 1
    assert labels(page) == [f"training to step {before[0]}", f"training to step {before[0] + 1}"]
    page.run("page.app.history.undo()")
    assert page.vector().tolist() == before[1:]
    press(page, "Step: batch")
    wait_until(page, "!page.app.training.run.busy")
    assert steps(page) == before[0] + 1


def test_two_clicks_on_a_step_are_two_steps(page):
    start = page.vector()
    page.run("page.app.training.steps[2].click(); page.app.training.steps[2].click();")
    wait_until(page, "!page.app.training.run.busy")
    assert page.run("return [page.app.training.run.now.epochs, page.app.training.losses.epochs]") == [
        2,
        2,
    ]
    assert len(labels(page)) == 2
    for _ in range(2):
        page.run("page.app.history.undo()")
    assert page.vector().tobytes() == start.tobytes()


def test_an_edit_while_a_step_is_taken_stays(page):
    page.run("page.app.training.steps[2].click(); page.app.history.set([[0, 7]], 'edit');")
    page.browser.execute_async_script("setTimeout(arguments[0], 300)")
    assert page.vector()[0] == 7
    assert labels(page) == ["edit"]
    assert not page.run("return page.app.training.run.busy")


def test_a_step_and_then_train_can_be_paused(page):
    page.run("page.app.training.steps[2].click(); page.app.training.play.click();")
    wait_until(page, "page.app.training.run.now.steps > 100")
    press(page, "Pause")
    wait_until(page, "!page.app.training.run.busy")
    now = steps(page)
    page.browser.execute_async_script("setTimeout(arguments[0], 200)")
    press(page, "Step: batch")
    wait_until(page, "!page.app.training.run.busy")
    assert steps(page) == now + 1


def test_a_pin_counts_for_a_training_that_has_begun(page):
    press(page, "Step: batch")
    wait_until(page, "!page.app.training.run.busy")
    page.run("page.app.choose(0, 2)")  # one that the rows reach
    page.settle()
    place = page.run("return page.app.view.places(0, 2).weights[0]")
    page.find("button[aria-label='pin weight']").click()
    before = page.vector()
    for work in ("Step: epoch", "Rewind", "Re-roll"):
        press(page, work)
        wait_until(page, "!page.app.training.run.busy")
        assert page.vector()[place] == before[place], work
    assert (page.vector() != before).mean() > 0.5


def test_enter_is_one_edit_and_nothing_typed_is_none(page):
    from selenium.webdriver import Keys  # noqa: PLC0415  as above

    page.run("page.app.history.set([[0, 0.123456789]], 'many digits')")
    page.settle()
    exact = page.vector()
    field = page.find("[aria-label='weight']")
    field.send_keys(Keys.ENTER)
    assert page.vector().tobytes() == exact.tobytes()
    typed(page, "weight", "5", Keys.ENTER, Keys.TAB)
    assert labels(page) == ["many digits", "weight = 5"]
    page.find("body").send_keys(Keys.CONTROL + "z" + Keys.NULL)
    assert page.vector().tobytes() == exact.tobytes()


def test_a_field_shows_what_undo_brings_back(page):
    from selenium.webdriver import Keys  # noqa: PLC0415  as above

    page.run("page.app.history.set([[0, 6]], 'six')")
    page.settle()
    field = page.find("[aria-label='weight']")
    field.send_keys(Keys.ARROW_UP)
    page.settle()
    assert field.get_attribute("value") == "6.01"
    field.send_keys(Keys.CONTROL + "z" + Keys.NULL)
    page.settle()
    assert field.get_attribute("value") == "6"
    field.send_keys(Keys.ENTER)
    assert page.vector()[0] == 6


def test_a_layer_that_is_not_made_yet_is_dropped_by_undo_and_by_another_network(page):
    from selenium.webdriver import Keys  # noqa: PLC0415  as above

    start = page.vector()
    page.run("document.querySelector('.layers').open = true; page.app.history.set([[2, 0.5]], 'edit');")
    page.settle()
    page.find("[aria-label='neurons of hidden0']").send_keys(Keys.ARROW_UP)
    page.run("page.app.history.undo()")
    page.browser.execute_async_script("setTimeout(arguments[0], 500)")
    assert page.vector().tobytes() == start.tobytes()
    page.run("page.app.history.redo()")
    assert labels(page) == ["edit"]
    page.find("[aria-label='neurons of hidden0']").send_keys(Keys.ARROW_UP)
    page.open("one neuron")
    page.browser.execute_async_script("setTimeout(arguments[0], 500)")
    assert page.run("return page.app.view.net.layers.map((one) => one.units)") == [1, 1]


def test_pins_come_back_with_what_they_were_set_on(page):
    page.run("page.app.network.inspector.pin(2)")
    press(page, "Add a hidden layer")
    page.settle()
    assert page.run("return Array.from(page.app.view.pinned)") == []
    press(page, "Undo")
    page.settle()
    assert page.run("return Array.from(page.app.view.pinned)") == [2]


def test_undo_in_a_field_that_is_typed_in_is_that_of_the_text(page):
    from selenium.webdriver import Keys  # noqa: PLC0415  as above

    page.run("page.app.history.set([[2, 0.5]], 'edit')")
    page.settle()
    field = page.find("[aria-label='weight']")
    field.send_keys(Keys.CONTROL + "a" + Keys.NULL, "12", Keys.CONTROL + "z" + Keys.NULL)
    assert labels(page) == ["edit"]
    assert page.vector()[2] == 0.5


def test_a_screen_reader_is_not_told_thirty_times_a_second(page):
    page.run("""
        window.told = [];
        const spoken = (node) => node.closest?.("[role=status], [role=alert], output, [aria-live]");
        new MutationObserver((changes) => {
          for (const { target } of changes) {
            const region = spoken(target.nodeType === 3 ? target.parentElement : target);
            if (region && region.getAttribute("aria-live") !== "off") told.push(region.textContent);
          }
        }).observe(document.body, { subtree: true, childList: true, characterData: true });
    """)
    press(page, "Train")
    wait_until(page, "page.app.training.run.now.steps > 5000")
    told = page.run("return told")
    assert len(told) <= 2, told  # what the page was at first, and that its goal is reached
    press(page, "Pause")
    wait_until(page, "!page.app.training.run.busy && told.some((one) => one.includes('steps'))")


def test_a_finger_finds_the_probe_and_the_knots(page):
    page.open("a pair of neurons")
    page.settle()
    x, y = middle(page, ".curve-view")
    drag(page, (x + 60, y - 60), [(x + 80, y - 60)], "touch")
    wide = page.run("return document.querySelector('.curve-view').getBoundingClientRect().width")
    at = ((0.5 + 80 / wide) * 640 - 48) / (640 - 48 - 12)
    assert page.run("return page.app.view.probe[0]") == pytest.approx(at, abs=0.01)
    page.run("page.app.choose(1, 0)")
    page.settle()
    bias = page.run("return page.app.view.places(1, 0).bias")
    before = page.vector()
    x, y = middle(page, ".knots .knot.own .dot")
    drag(page, (x - 11, y), [(x + 40, y)], "mouse")  # browsers help a finger, and no mouse
    assert page.vector()[bias] > before[bias] + 0.1


@pytest.mark.parametrize(
    ("activation", "vector", "knots"),
    [
        ("relu6", [-12.0, 9.0, 1.0, 0.0], (0.25, 0.75)),
        ("hard_tanh", [-6.0, 3.0, 1.0, 0.0], (1 / 3, 2 / 3)),
    ],
)
def test_the_slope_turns_about_the_knot_beside_it(browser, tmp_path, activation, vector, knots):
    net = be.mlp(1, [1], 1, activation=activation, seed=0, dtype="float64")
    net.parameters.vector = np.array(vector)
    be.play(net).save(tmp_path / "net.html")
    page = Page(browser, (tmp_path / "net.html").as_uri())
    page.settle()
    assert page.run("return page.app.view.curve.knots") == pytest.approx(knots)
    page.run(
        "document.querySelector('.slope-handle').dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowUp'}))"
    )
    page.settle()
    moved = page.run("return page.app.view.curve.knots")
    assert moved[0] == pytest.approx(knots[0], abs=1e-5)  # six digits of weight and bias
    assert moved[1] < knots[1] - 0.01


def test_several_answers_of_yes_or_no_are_scored_as_the_library_does(browser, tmp_path):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(60, 2))
    Y = (X @ rng.normal(size=(2, 3)) > 0).astype(float)
    net = be.mlp(2, [8], 3, output="sigmoid", seed=1)
    net.fit(X, Y, epochs=20, progress=False)
    be.play(net, X, Y).save(tmp_path / "net.html")
    page = Page(browser, (tmp_path / "net.html").as_uri())
    assert f"{100 * net.score(X, Y):.3g} % of the answers are correct" in page.text(".errors")
    page.run("document.querySelector('.rows').open = true")
    page.run("document.querySelector('.rows textarea').value = '0.1,0.2,1,0,1'")
    press(page, "Take these rows")
    page.settle()
    assert page.run("return Array.from(page.app.view.data.Y)") == [1, 0, 1]


def test_without_rows_no_neuron_is_called_dead(browser, tmp_path):
    be.play(be.mlp(2, [8], 1, seed=1)).save(tmp_path / "net.html")
    page = Page(browser, (tmp_path / "net.html").as_uri())
    page.settle()
    assert "dead" not in page.text(".inspector")
    assert (
        page.run("return [...document.querySelectorAll('.mark')].map((one) => one.textContent).join('')")
        == ""
    )


def test_curves_of_several_outputs_are_told_apart(browser, tmp_path):
    X = np.linspace(0, 1, 20)[:, None]
    be.play(be.mlp(1, [8], 3, seed=0), X, np.hstack([X, X**2, -X])).save(tmp_path / "net.html")
    page = Page(browser, (tmp_path / "net.html").as_uri())
    looks = page.run(
        "return [...document.querySelectorAll('.curve-view > .curve')].map((one) => getComputedStyle(one))"
        ".map((style) => style.stroke + style.strokeDasharray)"
    )
    assert len(looks) == len(set(looks)) == 3
    assert page.text(".legend").split() == ["output", "0", "output", "1", "output", "2"]


def test_what_is_being_typed_stays_while_it_trains(page):
    from selenium.webdriver import Keys  # noqa: PLC0415  as above

    page.run("page.app.choose(0, 2)")
    page.settle()
    press(page, "Train")
    field = page.find("[aria-label='weight']")
    field.send_keys(Keys.CONTROL + "a" + Keys.NULL, "12")
    frames = page.run("return page.app.network.drawn")
    wait_until(page, f"page.app.network.drawn > {frames + 12}")
    assert field.get_attribute("value") == "12"
    field.send_keys(Keys.ENTER)
    assert page.vector()[2] == 12
    assert labels(page)[-1] == "weight = 12"
    assert not page.run("return page.app.training.run.busy")


def test_a_number_that_is_too_large_is_refused(page):
    from selenium.webdriver import Keys  # noqa: PLC0415  as above

    before = page.vector()
    typed(page, "weight", "1e39", Keys.ENTER)
    assert page.text(".inspector .refusal") == "1e+39 is too large for float32"
    typed(page, "learning rate", "-1", Keys.ENTER)
    assert page.text(".training .refusal") == "a learning rate is above 0"
    assert page.vector().tobytes() == before.tobytes()


def test_outputs_that_are_no_numbers_are_drawn(page):
    page.open("train: moons")
    page.run("page.app.history.set(Array.from(page.app.view.net.vector, (_, k) => [k, 1e38]), 'huge')")
    page.settle()
    assert "NaN" in page.text(".answer")
    page.run("page.app.history.undo()")
    page.settle()
    assert "NaN" not in page.text(".answer")


def test_undo_of_a_re_roll_brings_back_what_rewind_goes_to(page):
    start = page.vector()
    press(page, "Re-roll")
    rolled = page.vector()
    press(page, "Undo")
    page.run("page.app.history.set([[0, 1]], 'edit')")
    press(page, "Rewind")
    assert page.vector().tobytes() == start.tobytes()
    page.run("page.app.training.change('seed', 5)")
    press(page, "Re-roll")
    assert labels(page)[-1] == "re-roll, seed 5"
    assert page.vector().tobytes() != rolled.tobytes()
    press(page, "Re-roll")
    assert labels(page)[-1] == "re-roll, seed 6"


def test_pairs_are_rolled_as_pairs(page):
    page.open("the sine by hand: start")
    page.settle()
    press(page, "Re-roll")
    used = np.zeros(97, bool)
    used[page.run("return Array.from(page.app.view.mask)")] = True
    assert (page.vector()[used] != 0).any()
    assert not page.vector()[~used].any()


def test_the_count_of_steps_follows_the_way_back(page):
    start = page.vector()
    press(page, "Train")
    wait_until(page, "page.app.training.run.now.steps > 500")
    press(page, "Pause")
    wait_until(page, "!page.app.training.run.busy")
    end, trained = steps(page), page.vector()
    page.run(
        "const { past } = page.app.training; past.value = '0'; past.dispatchEvent(new Event('input'));"
    )
    assert page.vector().tobytes() == start.tobytes()
    assert steps(page) == 0
    page.run(
        "const { past } = page.app.training; past.value = past.max; past.dispatchEvent(new Event('input'));"
    )
    assert page.vector().tobytes() == trained.tobytes()
    assert steps(page) == end
    page.run("page.app.training.past.dispatchEvent(new Event('change')); page.app.history.undo();")
    assert steps(page) == end  # the whole movement of the slider led nowhere
    page.run("page.app.history.undo()")
    assert (steps(page), page.vector().tobytes()) == (0, start.tobytes())
    press(page, "Step: batch")
    wait_until(page, "!page.app.training.run.busy")
    assert steps(page) == 1
    assert page.text(".training-message").startswith("1 step, 0 epochs")


def test_a_loss_or_an_activation_leaves_the_first_weights(page):
    first = page.vector()
    press(page, "Step: epoch")
    wait_until(page, "!page.app.training.run.busy")
    for name, value in (("loss", "huber"), ("activation of hidden0", "tanh")):
        page.run(
            "const one = document.querySelector(`[aria-label='${arguments[0]}']`);"
            "one.value = arguments[1]; one.dispatchEvent(new Event('change'));",
            name, value,
        )  # fmt: skip
    page.settle()
    assert page.run("return page.app.view.loss") == "huber"
    press(page, "Rewind")
    assert page.vector().tobytes() == first.tobytes()


def test_the_focus_stays_in_a_field_that_changes_the_layers(page):
    from selenium.webdriver import Keys  # noqa: PLC0415  as above

    page.run("document.querySelector('.layers').open = true")
    field = page.find("[aria-label='neurons of hidden0']")
    field.send_keys(Keys.ARROW_UP, Keys.ARROW_UP)
    wait_until(page, "page.app.view.net.layers[0].units === 10")
    assert page.focused() == "neurons of hidden0"
    page.press(Keys.ARROW_DOWN)
    wait_until(page, "page.app.view.net.layers[0].units === 9")


def test_two_networks_side_by_side_stop_at_the_same_epoch(page):
    page.tab("Side by side")
    sides = "page.app.tabs.shown.sides"
    press(page, "Train both")
    wait_until(page, f"{sides}[0].run.now.epochs > 50")
    press(page, "Pause")
    wait_until(page, f"{sides}.every((one) => !one.run.busy)")
    epochs = page.run(f"return {sides}.map((one) => one.run.now.epochs)")
    assert epochs[0] == epochs[1]
    press(page, "Train both")
    wait_until(page, f"{sides}[0].run.now.epochs > {epochs[0]}")
    page.run("[...document.querySelectorAll('button')].find((b) => b.textContent === 'Epoch').click()")
    wait_until(page, f"{sides}.every((one) => !one.run.busy)")
    runs = page.run(f"window.runs = {sides}.map((one) => one.run); return runs.length")
    assert runs == 2
    press(page, "Train both")
    page.tab("Network")
    page.run("page.app.open(0)")
    assert page.run("return runs.map((one) => one.worker)") == [None, None]


def test_a_page_that_is_loaded_again_is_as_it_was(page):
    page.run("page.app.history.set([[2, 0.75]], 'edit')")
    page.run(
        "const one = document.querySelector(\"[aria-label='activation of hidden0']\");"
        "one.value = 'tanh'; one.dispatchEvent(new Event('change'));"
    )
    page.run("document.querySelector('.rows textarea').value = '0.5,1\\n0.75,-1\\n0.1,0.25'")
    press(page, "Take these rows")
    page.settle()
    vector = page.vector()
    said = page.text(".columns > .carries")
    page.browser.refresh()
    assert page.vector().tobytes() == vector.tobytes()
    assert page.run("return Array.from(page.app.view.data.X)") == pytest.approx(
        [0.5, 0.75, 0.1], rel=1e-7
    )
    assert page.run("return page.app.view.net.layers[0].activation") == "tanh"
    assert page.text(".columns > .carries") == said
    press(page, "Undo")
    assert page.run("return page.app.toolbar.networks.value") == "the sine by hand: start"


def test_numbers_that_are_no_numbers_leave_a_gap_in_the_curve(page):
    # the hidden neurons are infinite, and the output is the difference of infinities
    huge = "Array.from(page.app.view.net.vector, (_, k) => [k, k % 2 && k > 87 ? -3e38 : 3e38])"
    page.run(f"page.app.history.set({huge}, 'huge')")
    page.settle()
    assert "NaN" in page.text(".answer")
    paths = page.run("return [...document.querySelectorAll('path')].map((one) => one.getAttribute('d'))")
    assert not any("NaN" in path or "Infinity" in path for path in paths)


def test_a_page_of_changed_layers_sends_them_to_python(browser, monkeypatch):
    monkeypatch.setattr("webbrowser.open", lambda _: True)
    X, y = be.datasets.sine(samples=20)
    served = be.play(be.mlp(1, [4], 1, seed=0), X, y)
    try:
        page = Page(browser, served._bridge.address if served._bridge else served.show())
        page.run(
            "const s = document.querySelector(\"[aria-label='activation of hidden0']\");"
            "s.value = 'tanh'; s.dispatchEvent(new Event('change'));"
        )
        page.run("page.app.history.set([[0, 0.5]], 'edit')")
        for _ in range(100):
            if served.network().layers[0].activation.name == "tanh":
                break
            page.browser.execute_async_script("setTimeout(arguments[0], 50)")
        page.browser.execute_async_script("setTimeout(arguments[0], 300)")
        net = served.network()
        assert net.parameters.vector.tobytes() == np.float32(page.vector()).tobytes()
        shown = page.run("return page.app.view.net.forward(Float32Array.of(0.3))[0]")
        assert float(net([[0.3]])[0, 0]) == pytest.approx(shown, rel=1e-6)
        page.run("page.app.history.undo(); page.app.history.undo();")
        page.browser.execute_async_script("setTimeout(arguments[0], 300)")
        assert served.network().layers[0].activation.name == "relu"
        press(page, "Train")
        wait_until(page, "page.app.training.run.now.steps > 100")
        page.browser.execute_async_script("setTimeout(arguments[0], 300)")
        moved = served.network().parameters.vector
        assert (moved != be.mlp(1, [4], 1, seed=0).parameters.vector).any()  # while it trains, too
    finally:
        served.close()
        browser.get("about:blank")
        for kind in ("performance", "browser"):
            browser.get_log(kind)
