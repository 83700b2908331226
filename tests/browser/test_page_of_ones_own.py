"""Layers, rows, pins and two networks side by side: what people build on the page, in a real browser."""

import time

import numpy as np
import pytest

import barreleye as be
from support.page_in_browser import drag, middle, press, value_of, wait_until

pytestmark = pytest.mark.browser


def by_name(page, name, value):
    """Choose in a list, or type into a field, as a keyboard does."""
    page.run(
        "const one = document.querySelector(`[aria-label='${arguments[0]}']`);"
        "one.value = arguments[1]; one.dispatchEvent(new Event('change'));",
        name, str(value),
    )  # fmt: skip
    page.settle()


def structure(page):
    return page.run("return page.app.view.net.layers.map((one) => [one.units, one.activation])")


def test_layers_and_loss_are_chosen_and_weights_that_stay_are_kept(page):
    page.open("train: sine, ReLU 8-8")
    page.settle()
    start = page.vector()
    press(page, "Add a hidden layer")
    by_name(page, "neurons of hidden1", 5)
    wait_until(page, "page.app.view.net.layers[1].units === 5")
    by_name(page, "activation of hidden2", "tanh")
    by_name(page, "activation of output", "sigmoid")
    by_name(page, "loss", "huber")
    assert structure(page) == [[8, "relu"], [5, "relu"], [8, "tanh"], [1, "sigmoid"]]
    assert page.run("return page.app.view.loss") == "huber"
    assert page.vector()[:16].tobytes() == start[:16].tobytes()  # the first layer is as it was
    assert page.text(".errors").startswith("Mean huber ")
    press(page, "Train")
    wait_until(page, "page.app.training.run.now.steps > 20")
    press(page, "Pause")
    wait_until(page, "!page.app.training.run.running")
    script = page.run("return page.engine.pythonScript(page.app.history.net)")
    made = {}
    exec(script, made)  # noqa: S102  the script of the page is what is tested
    assert made["net"].parameters.vector.tobytes() == np.float32(page.vector()).tobytes()
    assert [layer.activation.name for layer in made["net"].layers] == ["relu", "relu", "tanh", "sigmoid"]
    for _ in range(6):
        press(page, "Undo")
    assert page.vector().tobytes() == start.tobytes()
    assert structure(page) == [[8, "relu"], [8, "relu"], [1, "linear"]]
    assert page.browser.get_log("browser") == []


def test_a_changed_network_is_downloaded_and_loaded(browser, page, tmp_path):
    page.open("train: moons")
    page.settle()
    by_name(page, "neurons of hidden0", 3)
    wait_until(page, "page.app.view.net.layers[0].units === 3")
    by_name(page, "activation of hidden1", "gelu")
    browser.execute_cdp_cmd(
        "Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)}
    )
    press(page, "Download model")
    path = tmp_path / "network.npz"
    wait_for(path)
    net = be.load(path)
    assert [(one.units, one.activation.name) for one in net.layers] == [
        (3, "relu"), (16, "gelu"), (2, "softmax"),
    ]  # fmt: skip
    x = np.float32([[0.3, -0.2]])
    shown = page.run("return Array.from(page.app.view.net.forward(Float32Array.of(0.3, -0.2)))")
    assert net(x)[0] == pytest.approx(np.array(shown), rel=2e-6)


def wait_for(path):
    for _ in range(100):
        if path.exists() and path.stat().st_size:
            return
        time.sleep(0.05)
    raise AssertionError(f"{path} was not written")


@pytest.mark.parametrize("kind", ["mouse", "touch"])
def test_a_curve_is_drawn_and_learned(page, kind):
    page.open("train: sine, ReLU 8-8")
    page.settle()
    page.run("document.querySelector('.rows').open = true")
    press(page, "Clear all rows")
    page.settle()
    assert page.run("return page.app.view.data") is None
    page.find(".rows .switch input").click()
    x, y = middle(page, ".curve-view")
    wide = page.run("return document.querySelector('.curve-view').getBoundingClientRect().width")
    path = [(x + wide * (k - 6) * 0.06, y - 40 + 6 * k) for k in range(13)]
    drag(page, path[0], path[1:], kind)
    rows = page.run("return page.app.view.data.rows")
    assert 12 <= rows <= 60
    X = np.array(page.run("return Array.from(page.app.view.data.X)"))
    Y = np.array(page.run("return Array.from(page.app.view.data.Y)"))
    assert (np.diff(X) > 0).all()
    assert (np.diff(Y) < 0).all()  # the stroke goes down
    assert (
        page.run("return document.querySelectorAll('.target')[0].getAttribute('d').split('M').length")
        == rows + 1
    )
    drag(page, path[6], [(path[6][0], path[6][1] - 60)], kind)
    assert page.run("return page.app.view.data.rows") > rows
    press(page, "Undo")
    assert page.run("return page.app.view.data.rows") == rows
    press(page, "Train")
    wait_until(page, "page.app.view.error() < 0.001")
    press(page, "Pause")


def test_rows_of_two_classes_are_drawn_and_one_is_added_by_keyboard(page):
    page.open("train: XOR")
    page.settle()
    page.run("document.querySelector('.rows').open = true")
    press(page, "Clear all rows")
    page.settle()
    page.find(".rows .switch input").click()
    x, y = middle(page, ".on-plane svg")
    drag(page, (x - 100, y), [(x - 80, y - 20), (x - 60, y)], "mouse")
    by_name(page, "class of new rows", "output 1")
    drag(page, (x + 60, y), [(x + 80, y - 20), (x + 100, y)], "mouse")
    labels = np.array(page.run("return Array.from(page.app.view.data.Y)")).reshape(-1, 2)
    left = np.array(page.run("return Array.from(page.app.view.data.X)"))[::2] < 0
    assert (labels[:, 0] == left).all()
    assert left.any()
    assert not left.all()
    many = len(labels)
    page.find(".rows .switch input").click()
    by_name(page, "row: input 0", "0,5")
    by_name(page, "row: input 1", "-1/4")
    press(page, "Add this row")
    page.settle()
    assert page.run("return Array.from(page.app.view.data.X.slice(-2))") == [0.5, -0.25]
    assert page.run("return Array.from(page.app.view.data.Y.slice(-2))") == [0, 1]
    assert f"{many + 1} rows of your own" in page.text(".columns > .carries")
    assert page.run("return document.querySelectorAll('.row').length") == many + 1


def test_a_pinned_weight_stays_under_hand_and_training(page):
    page.open("train: sine, ReLU 8-8")
    page.settle()
    page.run("page.app.choose(0, 2)")  # one that the rows reach
    page.settle()
    place = page.run("return page.app.view.places(0, 2).weights[0]")
    before = page.vector()
    page.find("button[aria-label='pin weight']").click()
    page.settle()
    assert page.find("button[aria-label='pin weight']").get_attribute("aria-pressed") == "true"
    assert page.find("input[aria-label='weight']").get_attribute("readonly")
    press(page, "Step: epoch")
    wait_until(page, "page.app.history.done.length === 2")
    after = page.vector()
    assert after[place] == before[place]
    assert (after != before).sum() > 20
    by_name(page, "weight", 3)
    assert page.vector()[place] == before[place]
    page.find("button[aria-label='pin weight']").click()
    page.settle()
    by_name(page, "weight", 3)
    assert page.vector()[place] == 3


def test_training_of_pairs_keeps_the_zeros_between_them(page):
    page.open("the sine by hand: finished")
    page.settle()
    press(page, "Step: epoch")
    wait_until(page, "page.app.history.done.length === 2")
    moved = page.vector() != be.by_hand.sine().parameters.vector
    used = np.zeros(len(moved), bool)
    used[page.run("return Array.from(page.app.view.mask)")] = True
    assert moved[used].any()
    assert not moved[~used].any()


def test_a_step_is_explained_with_the_numbers_of_the_library(page):
    page.open("train: moons")
    page.settle()
    page.run("document.querySelector('.step').open = true")
    by_name(page, "rows of the step", "all rows")
    X, y = be.datasets.moons(seed=0, samples=100)
    net = be.mlp(2, [16, 16], 2, output="softmax", seed=0)
    net.parameters.vector = page.vector()
    wanted = net.explain_step(X, y, be.optimizers.Adam(0.01))
    page.settle()
    rows = page.run(
        "return [...document.querySelectorAll('.step table')[0].tBodies[0].rows]"
        ".map((row) => [...row.cells].map((cell) => cell.textContent))"
    )
    assert [row[0] for row in rows] == ["weight 0", "weight 1", "bias"]
    for row, place in zip(rows, (0, 16, 32), strict=True):
        value, gradient, by_difference, update, new = row[1:]
        library = float(wanted.gradients.vector[place])
        close(value, wanted.before.vector[place])
        close(gradient, library)
        close(new, wanted.after.vector[place])
        found, unit = value_of(update)
        # the difference of two numbers near 1, in float32
        assert abs(found - float(wanted.update[place])) <= unit + 2.0**-23
        # central differences of width h are off by h² times the third derivative, over 6, and by rounding over h
        assert abs(value_of(by_difference)[0] - library) <= 1e-3 * max(1.0, abs(library))
    assert f"mean cross entropy of 200 rows {wanted.loss:.4f}." in page.text(".chain")
    press(page, "Take this step")
    assert page.vector() == pytest.approx(wanted.after.vector.astype(float), abs=2e-6)


def close(text, wanted):
    found, unit = value_of(text)
    assert abs(found - float(wanted)) <= unit, (text, wanted)


def test_linear_neurons_do_not_learn_what_relu_learns(page):
    page.open("train: sine, ReLU 64-64")
    page.tab("Side by side")
    sides = "page.app.tabs.shown.sides"
    first = page.run(f"return {sides}.map((one) => Array.from(one.net.vector))")
    assert first[0] == first[1]
    press(page, "Train both")
    wait_until(page, f"{sides}[1].view.error() < 0.01 && {sides}[0].run.now.epochs > 100")
    press(page, "Pause")
    linear, relu = page.run(f"return {sides}.map((one) => one.view.error())")
    # the best line through one period of a sine has the mean squared error 1/2 - 3/π²
    assert linear > 0.5 - 3 / np.pi**2 - 1e-3
    assert relu < linear / 4  # it was below 0.01, and learned on until the button was pressed
    texts = page.run(
        "return [...document.querySelectorAll('.columns.alike [role=status]')].map((one) => one.textContent)"
    )
    assert all(text.startswith("After ") for text in texts)
    press(page, "Rewind")
    assert page.run(f"return {sides}.map((one) => Array.from(one.net.vector))") == first
    by_name(page, "activation of the hidden layers", "tanh")
    assert page.run(f"return {sides}[0].net.layers[0].activation") == "tanh"
    assert page.browser.get_log("browser") == []


@pytest.mark.parametrize("kind", ["mouse", "touch"])
def test_the_sine_is_drawn_by_pointer_alone(page, kind):
    page.open("the sine by hand: start")
    page.settle()
    names = {
        "weight": (0, "weight"), "bias": (0, "bias"), "second_weight": (1, "weight"),
        "second_bias": (1, "bias"), "output_weight": (1, "to output 0"),
    }  # fmt: skip
    changes = be.by_hand.changes()
    for change in changes:
        layer, name = names[change.number]
        tap(page, f".neuron[aria-label^='hidden{layer} neuron {change.pair},']", kind)
        wanted = change.value
        field = f".inspector input[aria-label='{name}']"
        for _ in range(40):
            now = float(page.find(field).get_attribute("aria-valuenow"))
            left = round((wanted - now) / 0.01)
            if not left:
                break
            pixels = next(p for p in range(300, 0, -1) if round(p + (p / 12) ** 2) <= abs(left))
            label = f".inspector label:has(input[aria-label='{name}']) .name"
            x, y = middle(page, label)
            far = np.sign(left) * pixels
            if change.pair % 2 or far < 10 - x:  # sideways or up and down
                drag(page, (x, y), [(x, y - far / 2), (x, y - far)], kind)
            else:
                drag(page, (x, y), [(x + far / 2, y), (x + far, y)], kind)
    assert page.vector() == pytest.approx(changes[-1].parameters, abs=1e-12)
    assert page.text(".errors").startswith("Mean squared error 0.0002163")


def tap(page, selector, kind):
    drag(page, middle(page, selector), [], kind)
    page.settle()
