"""The page of a network as a newcomer uses it: by keyboard, by mouse, by touch, at the width of a phone.

Run by `make browser`, which needs chromium and its driver; `make test` leaves these out.
"""

import json
import re

import numpy as np
import pytest

import barreleye as be
from support.page_engine import EngineInBrowser
from support.page_in_browser import Page, drag, middle, press, value_of, wait_until
from support.page_steps import check_steps

pytestmark = pytest.mark.browser

COLOURS = """
const canvas = document.querySelector("canvas.plane"), { width } = canvas;
const { data } = canvas.getContext("2d").getImageData(0, 0, width, width);
return new Set(new Uint32Array(data.buffer)).size;
"""
PRESETS = ["the sine by hand: start", "the sine by hand: finished", "a pair of neurons", "one neuron"]
NETWORKS = {
    "the sine by hand: start": lambda: be.by_hand.changes()[0].net,
    "the sine by hand: finished": be.by_hand.sine,
    "a pair of neurons": lambda: be.by_hand.pairs([be.by_hand.Pair(6.0, 0.0, 0.7, -1.0)]),
    "one neuron": lambda: be.mlp(1, [1], 1, seed=0, dtype="float64"),
}


def test_it_opens_without_a_word_in_the_console_and_asks_for_nothing(page, address):
    messages = [json.loads(entry["message"])["message"] for entry in page.browser.get_log("performance")]
    asked = {
        message["params"]["request"]["url"]
        for message in messages
        if message["method"] == "Network.requestWillBeSent"
    }
    assert {url for url in asked if not url.startswith("data:")} <= {address}
    for preset in PRESETS:
        page.open(preset)
        page.settle()
    press(page, "Train")
    for tab in ("Neurons", "Weights", "Side by side", "Activations", "Softmax", "Network"):
        page.tab(tab)
        if tab == "Side by side":
            press(page, "Train both")
    wait_until(page, "page.app.training.run.now.steps > 100")
    messages = [json.loads(entry["message"])["message"] for entry in page.browser.get_log("performance")]
    asked = [
        message["params"]["request"]["url"]
        for message in messages
        if message["method"] == "Network.requestWillBeSent"
    ]
    assert [url for url in asked if not url.startswith(("data:", "blob:"))] == []
    assert page.browser.get_log("browser") == []


@pytest.mark.parametrize("width", [360, 768, 1280, 1920])
def test_it_fits_its_window(browser, page, width):
    # a window of chromium is 500 wide at least
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    for preset in PRESETS:
        page.open(preset)
        page.settle()
        assert page.run("return document.documentElement.scrollWidth") <= width
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def label_of(change):
    """Return layer, neuron and field of a change of the sine by hand."""
    k = change.pair
    return {
        "weight": (0, k, "weight"),
        "bias": (0, k, "bias"),
        "second_weight": (1, k, "weight"),
        "second_bias": (1, k, "bias"),
        "output_weight": (1, k, "to output 0"),
    }[change.number]


def test_the_sine_is_drawn_by_keyboard_alone(page):
    page.open("the sine by hand: start")
    changes = be.by_hand.changes()
    section = 0
    for change in changes:
        layer, neuron, label = label_of(change)
        page.choose(layer, neuron)
        page.type(label, change.value)
        if change.section != section:
            section = change.section
            page.run(
                "[...document.querySelectorAll('button')].find((b) => b.textContent === 'Next section').click()"
            )
    page.settle()
    assert page.vector() == pytest.approx(changes[-1].parameters, abs=1e-12)
    assert "✓ Reached" in page.text(".stages .verdict")
    assert page.text(".errors").startswith("Mean squared error 0.0002163")


@pytest.mark.parametrize("kind", ["mouse", "touch"])
def test_a_knot_is_dragged_and_the_drag_is_taken_back_at_once(page, kind):
    page.open("one neuron")
    page.settle()
    before = page.vector()
    page.run("page.app.history.set([[0, 2], [1, -1]], 'w')")  # the knot is at 0.5
    page.settle()
    x, y = middle(page, ".knot.own")
    step = (
        page.run("return document.querySelector('.curve-view').getBoundingClientRect().width")
        * 580
        / 640
        / 10
    )
    drag(page, (x, y), [(x + step / 2, y), (x + step, y)], kind)
    assert page.vector()[1] == pytest.approx(-1.2, abs=0.01)  # a tenth of the axis further
    assert page.run("return page.app.history.done.length") == 3  # the network, the weights, the drag
    page.run("page.app.toolbar.undo.click()")
    assert page.vector()[1] == -1.0
    page.run("page.app.toolbar.undo.click()")
    assert page.vector().tobytes() == before.tobytes()


@pytest.mark.parametrize("kind", ["mouse", "touch"])
def test_the_slope_is_dragged_and_the_knot_stays(page, kind):
    page.open("one neuron")
    page.run("page.app.history.set([[0, 2], [1, -1]], 'w')")  # the knot is at 0.5
    page.settle()
    x, y = middle(page, ".slope-handle")
    drag(page, (x, y), [(x, y - 30), (x, y - 60)], kind)
    weight, bias = page.vector()[:2]
    assert weight == pytest.approx(2 * np.exp(0.5), rel=1e-3)  # 120 pixels are a factor of e
    assert -bias / weight == pytest.approx(0.5, abs=1e-5)  # six digits of each
    page.run("page.app.toolbar.undo.click()")
    assert page.vector()[:2].tolist() == [2, -1]


def test_the_probe_is_dragged(page):
    page.open("the sine by hand: finished")
    page.settle()
    x, y = middle(page, "line.probe")
    step = (
        page.run("return document.querySelector('.curve-view').getBoundingClientRect().width")
        * 580
        / 640
        / 10
    )
    drag(page, (x, y), [(x + step, y)], "mouse")
    assert page.run("return page.app.view.probe[0]") == pytest.approx(0.18, abs=0.005)


@pytest.mark.parametrize("preset", PRESETS)
def test_every_number_is_that_of_the_library(page, preset):
    page.open(preset)
    page.settle()
    net = NETWORKS[preset]()
    X, y = be.datasets.sine(samples=1000)
    rng = np.random.default_rng(0)
    for _ in range(20):
        place, value = int(rng.integers(len(page.vector()))), round(float(rng.normal()), 3)
        x = round(float(rng.uniform()), 3)
        page.run(
            "page.app.history.set([[arguments[0], arguments[1]]], 'edit'); page.app.moveProbe(arguments[2], 0)",
            place, value, x,
        )  # fmt: skip
        page.settle()
        net.parameters.vector = page.vector()
        trace = net.trace(np.array([[x]]))
        shown = [(page.text(".answer").removeprefix("output "), float(trace.outputs[0, 0]))]
        error = re.match(r"Mean squared error ([^;]*?)[;.]?( |$)", page.text(".errors") + " ")[1].rstrip(
            ".;"
        )
        shown.append((error, float(np.mean((net(X)[:, 0] - np.ravel(y)) ** 2))))
        labels = page.run(
            "return [...document.querySelectorAll('.neuron')].map((n) => n.getAttribute('aria-label'))"
        )
        outputs = np.concatenate([record.a[0] for record in trace.layers])
        for label, wanted in zip(labels, outputs, strict=True):
            shown.append((re.search(r", output ([^,]*)", label)[1], float(wanted)))
        for text, wanted in shown:
            found, unit = value_of(text)
            assert abs(found - wanted) <= unit, (text, wanted)


TRAINED = [
    "train: sine, ReLU 8-8", "train: sine, ReLU 64-64", "train: sine, linear 8-8", "train: spiral",
    "train: vertical", "train: moons", "train: circles", "train: XOR",
]  # fmt: skip


@pytest.mark.parametrize("preset", TRAINED)
def test_every_number_of_a_network_to_train_is_that_of_the_library(page, preset):
    page.open(preset)
    page.settle()
    made = {}
    exec(page.run("return page.engine.pythonScript(page.app.history.net)"), made)  # noqa: S102  as users do
    net = made["net"]
    inputs, outputs = net.inputs, net.outputs
    X = np.float32(page.run("return Array.from(page.app.view.data.X)")).reshape(-1, inputs)
    Y = np.float32(page.run("return Array.from(page.app.view.data.Y)")).reshape(-1, outputs)
    wanted = Y if inputs == 1 else Y.argmax(1)
    rng = np.random.default_rng(0)
    for _ in range(20):
        place, value = int(rng.integers(net.parameters.size)), round(float(rng.normal()), 3)
        x = [round(float(one), 3) for one in rng.uniform(-1, 1, inputs)]
        page.run(
            "page.app.history.set([[arguments[0], arguments[1]]], 'edit'); page.app.moveTo(arguments[2])",
            place, value, x,
        )  # fmt: skip
        page.settle()
        net.parameters.vector = np.float32(page.vector())
        trace = net.trace(np.float32([x]))
        numbers = re.findall(r"(?:output |: )([^,;:]+)(?=[,;]|$)", page.text(".answer"))
        shown = list(zip(numbers, trace.outputs[0], strict=True))
        error = re.match(r"Mean [a-z ]+ ([\d.]+(?:e[+-]\d+)?)[.;]( |$)", page.text(".errors"))[1]
        shown.append((error, net.loss(X, wanted)))
        labels = page.run(
            "return [...document.querySelectorAll('.neuron')].map((n) => n.getAttribute('aria-label'))"
        )
        values = np.concatenate([record.a[0] for record in trace.layers])
        shown += [
            (re.search(r", output ([^,]*)", label)[1], one)
            for label, one in zip(labels, values, strict=True)
        ]
        for text, one in shown:
            found, unit = value_of(text)
            # float32: the sums of the library and of the page are added up in another order
            room = unit + 64 * np.finfo(np.float32).eps * max(1.0, abs(float(one)))
            assert abs(found - float(one)) <= room, (text, one)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(
    ("activation", "loss", "optimizer"),
    [
        ("relu", "squared_error", "sgd"),
        ("gelu", "cross_entropy", "adam"),
        ("tanh", "binary_cross_entropy", "nadam"),
        ("mish", "huber", "rmsprop"),
    ],
)
def test_steps_in_the_browser_are_those_of_the_library(page, activation, loss, optimizer, dtype):
    found = be.activations.get(activation), be.losses.get(loss), be.optimizers.get(optimizer)
    assert check_steps(EngineInBrowser(page), *found, dtype, 200) < 1.0


def test_a_wrong_number_is_refused_in_words_and_the_old_one_stays(page):
    from selenium.webdriver import Keys  # noqa: PLC0415  in an extra of its own

    page.open("one neuron")
    page.settle()
    before = page.vector()
    field = page.find(".inspector input")
    for text, words in (
        ("abc", "is not understood"),
        ("1/0", "no finite number"),
        ("(2", "a bracket is not closed"),
    ):
        field.send_keys(Keys.CONTROL + "a" + Keys.NULL, text, Keys.ENTER)
        assert words in page.text(".inspector .refusal")
        assert page.vector().tobytes() == before.tobytes()
    field.send_keys(Keys.CONTROL + "a" + Keys.NULL, "7/20", Keys.ENTER)
    assert page.vector()[0] == 0.35
    assert page.text(".inspector .refusal") == ""


def test_a_network_of_two_inputs_has_its_plane(browser, tmp_path):
    X, y = be.datasets.spiral(samples=40, classes=3, seed=0)
    net = be.mlp(2, [12, 40], 3, output="softmax", seed=0)
    net.fit(X, y, epochs=5, progress=False)
    be.play(net, X, y).save(tmp_path / "net.html")
    page = Page(browser, (tmp_path / "net.html").as_uri())
    page.settle()
    assert page.run("return document.querySelectorAll('.row').length") == 120
    assert page.run(COLOURS) > 100
    right = f"{100 * net.score(X, y):.3g} % of the rows are predicted correctly"
    assert right in page.text(".errors")
    assert page.text(".columns > .carries") == "This page carries 120 rows of data."
    assert browser.get_log("browser") == []


def test_a_network_is_trained_and_the_training_is_taken_back(page):
    page.open("train: spiral")
    page.settle()
    start = page.vector()
    press(page, "Train")
    wait_until(page, "page.app.view.right > 0.9")
    press(page, "Pause")
    wait_until(page, "!page.app.training.run.running")
    trained = page.vector()
    assert page.run("return page.app.history.done.length") == 2  # the network, the training
    page.run("page.app.toolbar.undo.click()")
    assert page.vector().tobytes() == start.tobytes()
    page.run("page.app.toolbar.redo.click()")
    assert page.vector().tobytes() == trained.tobytes()
    press(page, "Rewind")
    assert page.vector().tobytes() == start.tobytes()
    press(page, "Re-roll")
    assert (page.vector() != start).mean() > 0.9
    assert page.browser.get_log("browser") == []


def test_single_steps_are_those_of_the_engine(page):
    page.open("train: moons")
    page.settle()
    for unit, steps in (("sample", 1), ("batch", 2), ("epoch", 8)):
        press(page, f"Step: {unit}")
        wait_until(page, f"page.app.training.run.now.steps === {steps}")
    found = page.vector()
    press(page, "Rewind")
    wanted = page.run("""
        const { engine, app } = page, { view } = app;
        const data = { ...view.data, Y: page.engine.learned(view).Y };
        const { options } = engine.FORMULAS.float32.optimizers.adam;
        const choice = { name: "adam", rate: 0.01, options };
        const plan = { loss: view.loss, choice, batchSize: 32, seed: 0 };
        const trainer = new engine.Trainer(view.net.copy(), data, plan);
        trainer.step(1); trainer.step(); trainer.epoch();
        return Array.from(trainer.net.vector);
    """)
    assert found.tobytes() == np.array(wanted).tobytes()


def test_a_training_that_diverges_stops_and_says_where(page):
    page.open("train: sine, ReLU 8-8")
    page.settle()
    page.run("page.app.training.choose('sgd', 1e6)")
    press(page, "Train")
    wait_until(
        page, "document.querySelector('.training-message').textContent.startsWith('Training diverged')"
    )
    assert "Take a smaller learning rate." in page.text(".training-message")
    assert np.isfinite(page.vector()).all()
    assert page.run("return !page.app.training.run.running")


def test_an_edit_stops_the_training_and_stays(page):
    page.open("train: sine, ReLU 8-8")
    page.settle()
    press(page, "Train")
    wait_until(page, "page.app.training.run.now.steps > 0")
    page.run("page.app.history.set([[0, 7]], 'edit')")
    page.settle()
    assert page.vector()[0] == 7
    assert page.run("return page.app.history.done.map((one) => one.label)")[-1] == "edit"
    press(page, "Step: batch")
    wait_until(page, "page.app.history.done.length === 4")
    assert page.vector()[0] == pytest.approx(7, abs=0.1)


def test_tabs_are_opened_by_arrow_keys(page):
    from selenium.webdriver import Keys  # noqa: PLC0415  in an extra of its own

    page.run("document.getElementById('tab0').focus()")
    for name in ("Neurons", "Weights", "Side by side", "Activations", "Softmax", "Network"):
        page.press(Keys.RIGHT)
        assert page.run("return document.activeElement.textContent") == name
        assert page.run("return document.activeElement.getAttribute('aria-selected')") == "true"
    assert page.browser.get_log("browser") == []


@pytest.mark.parametrize("series", [False, True])
def test_every_activation_has_the_librarys_value_and_slope(page, series):
    page.run("document.getElementById('tab4').click()")
    if series:
        page.run("document.querySelector('[role=tabpanel] .switch input').click()")
    w, b, w2, b2, x = 1.5, -0.5, 0.75, 0.25, 1.25
    for label, value in (
        ("weight", w),
        ("bias", b),
        ("second weight", w2),
        ("second bias", b2),
        ("x", x),
    ):
        page.run(
            "const i = document.querySelector(`input[aria-label='${arguments[0]}']`);"
            "i.value = arguments[1]; i.dispatchEvent(new Event('change'));",
            label, str(value),
        )  # fmt: skip
    captions = page.run(
        "return [...document.querySelectorAll('figcaption')].map((one) => one.textContent)"
    )
    names = [name for name in be.activations.names() if hasattr(be.activations.get(name), "kinks")]
    known = [name for name in names if isinstance(be.activations.get(name), be.activations.Elementwise)]
    assert [one.partition(":")[0] for one in captions] == known
    for name, caption in zip(known, captions, strict=True):
        f = be.activations.get(name)
        y, slope = float(f(w * x + b)), w * float(f.derivative(w * x + b))
        if series:
            y, slope = float(f(w2 * y + b2)), slope * w2 * float(f.derivative(w2 * y + b2))
        for text, wanted in zip(
            re.match(r".*?: (.*), slope (.*)", caption).groups(), (y, slope), strict=True
        ):
            found, unit = value_of(text)
            assert abs(found - wanted) <= unit, (name, text, wanted)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_softmax_is_the_librarys_and_the_naive_form_fails_where_it_does(page, dtype):
    page.run("document.getElementById('tab5').click()")
    page.run(
        "const s = document.querySelector(\"select[aria-label='type of numbers']\");"
        "s.value = arguments[0]; s.dispatchEvent(new Event('change'));",
        dtype,
    )
    for logits in ([2.0, 4.0, 1000.0], [1.0, 2.0, 3.0], [-2000.0, -1999.0, -1998.5], [89.0, 88.0, 0.0]):
        for k, value in enumerate(logits):
            page.run(
                "const i = document.querySelector(`input[aria-label='logit ${arguments[0]}']`);"
                "i.value = arguments[1]; i.dispatchEvent(new Event('change'));",
                k, str(value),
            )  # fmt: skip
        cells = page.run(
            "return [...document.querySelectorAll('tbody tr')].map((r) => r.children[7].textContent)"
        )
        wanted = be.activations.softmax(np.array([logits], dtype=dtype))[0]
        for text, one in zip(cells, wanted, strict=True):
            found, unit = value_of(text)
            assert abs(found - float(one)) <= unit
        fails = be.activations.softmax.explain(np.array(logits, dtype=dtype)).fails
        assert page.text("[role=tabpanel] [role=status]").startswith("The naive form fails") == bool(
            fails
        )


def test_a_model_is_downloaded_and_findings_lead_to_neurons(browser, tmp_path):
    X, y = be.datasets.moons(samples=100, seed=0)
    net = be.mlp(2, [8], 2, output="softmax", seed=0)
    net.fit(X, y, epochs=5, progress=False)
    net.parameters[0].biases[:5] = -40.0
    be.play(net, X, y).save(tmp_path / "net.html")
    browser.execute_cdp_cmd(
        "Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)}
    )
    page = Page(browser, (tmp_path / "net.html").as_uri())
    assert page.text(".findings h2").startswith("Health: ")
    page.run("document.querySelector('.findings summary').click()")
    assert page.text(".findings summary").startswith("BE001 dead neurons: 5 of 8 neurons")
    page.run("document.querySelectorAll('.findings button')[3].click()")
    page.settle()
    assert page.text("#neuron-title") == "hidden0, neuron 3"
    page.run("page.app.history.set([[0, 0.25]], 'edit')")
    page.settle()
    assert "The network was changed since" in page.text(".findings")
    press(page, "Download model")
    path = tmp_path / "network.npz"
    for _ in range(100):
        if path.exists() and path.stat().st_size:
            break
        page.browser.execute_async_script("setTimeout(arguments[0], 50)")
    loaded = be.load(path)
    net.parameters.vector[0] = 0.25
    assert loaded.parameters.vector.tobytes() == net.parameters.vector.tobytes()
    assert browser.get_log("browser") == []


def test_python_gets_the_network_as_it_stands_on_the_page(browser, monkeypatch):
    opened = []
    monkeypatch.setattr("webbrowser.open", lambda address: bool(opened.append(address)))
    served = be.play(be.by_hand.sine())
    try:
        page = Page(browser, served.show())
        page.run("page.app.history.set([[3, 0.125]], 'edit')")
        for _ in range(100):
            if served.network().parameters.vector[3] == 0.125:
                break
            page.browser.execute_async_script("setTimeout(arguments[0], 50)")
        assert served.network().parameters.vector.tobytes() == page.vector().tobytes()
        assert opened == [browser.current_url]
        assert browser.get_log("browser") == []
    finally:
        served.close()
    page.run("page.app.history.set([[3, 0.25]], 'edit')")
    wait_until(
        page, "document.querySelector('.tools [role=status]').textContent.includes('does not listen')"
    )


def test_rows_of_ones_own_are_pasted_and_a_bad_one_is_named(page):
    page.open("train: moons")
    page.settle()
    before = page.vector()
    page.run("document.querySelector('.rows').open = true")
    area = page.find(".rows textarea")
    area.send_keys("0,0,left\n1,1,right\n2,oops,left")
    press(page, "Take these rows")
    assert page.text(".rows [role=status]") == "line 3: “oops” is no number."
    area.clear()
    area.send_keys("x,y,side\n0,0,left\n1,1,right\n0.1,0.2,left\n0.9,0.8,right")
    press(page, "Take these rows")
    page.settle()
    assert "4 rows of your own: they stay on this page. Its classes are 0: left, 1: right." in page.text(
        ".columns > .carries"
    )
    assert page.run("return document.querySelectorAll('.row').length") == 4
    assert page.vector().tobytes() == before.tobytes()
    press(page, "Train")
    wait_until(page, "page.app.view.right === 1 && page.app.training.run.now.steps > 50")
    press(page, "Pause")
    wait_until(page, "!page.app.training.run.running")
    assert page.browser.get_log("browser") == []


def test_the_past_of_a_training_is_gone_back_to(page):
    page.open("train: sine, ReLU 8-8")
    page.settle()
    press(page, "Train")
    wait_until(page, "page.app.training.moments.kept.length > 20")
    press(page, "Pause")
    wait_until(page, "!page.app.training.run.running")
    trained = page.vector()
    wanted = page.run("""
        const { past } = page.app.training, moments = page.app.training.moments.kept;
        for (const k of [9, 5, 3]) { past.value = String(k); past.dispatchEvent(new Event("input")); }
        past.dispatchEvent(new Event("change"));
        return Array.from(moments[3].vector);
    """)
    page.settle()
    assert page.vector().tobytes() == np.array(wanted).tobytes()
    assert page.text(".training-message").startswith("as it was after step ")
    page.run("page.app.toolbar.undo.click()")
    assert page.vector().tobytes() == trained.tobytes()
