"""A network of one's own on the page: its neurons, weights and names, and how it leaves the page."""

import base64
import functools
import http.server
import json
import threading
import zlib

import numpy as np
import pytest
from PIL import Image

import barreleye as be
from support.page_in_browser import Page, press, value_of

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def sick():
    """A network with dead, saturated, always-on and duplicate neurons, and its rows."""
    X, y = be.datasets.moons(samples=100, seed=0)
    net = be.mlp(2, [16, 8], 2, output="softmax", seed=0)
    net.fit(X, y, epochs=5, progress=False)
    first = net.parameters[0]
    first.biases[:3] = -40.0
    first.biases[3:5] = 40.0
    first.weights[:, 6] = first.weights[:, 5]
    first.biases[6] = first.biases[5]
    return net, X, y


@pytest.fixture
def page(browser, sick, tmp_path):
    browser.set_window_size(1280, 900)
    net, X, y = sick
    be.play(net, X, y, input_names=["<b>left</b>", "right"]).save(tmp_path / "net.html")
    browser.execute_cdp_cmd(
        "Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)}
    )
    return Page(browser, (tmp_path / "net.html").as_uri())


def test_filters_leave_the_neurons_that_the_library_finds(page, sick):
    net, X, _ = sick
    page.tab("Neurons")
    trace = net.trace(X)
    dead = np.flatnonzero((trace.layers[0].a == 0).all(0))
    always = np.flatnonzero((trace.layers[0].z > 0).all(0))
    texts = page.run(
        "return [...document.querySelectorAll('.filters button')].map((one) => one.textContent)"
    )
    assert texts == [
        "all 16",
        f"dead {len(dead)}",
        "saturated 0",
        f"always on {len(always)}",
        "duplicate 1",
    ]
    for kind, wanted in (("dead", dead), ("always on", always)):
        press(page, f"{kind} {len(wanted)}")
        page.settle()
        shown = page.run(
            "return [...document.querySelectorAll('figcaption')].map((one) => one.textContent)"
        )
        assert [int(text.split(",")[0].removeprefix("neuron ")) for text in shown] == list(wanted)
    press(page, "all 16")
    page.settle()
    shares = page.run(
        "return [...document.querySelectorAll('figcaption')].map((one) => one.textContent)"
    )
    on = 100 * (trace.layers[0].a != 0).mean(0)
    for text, wanted in zip(shares, on, strict=True):
        found, _ = value_of(text.split("on for ")[1].split(" %")[0])
        assert abs(found - wanted) <= 0.05 + 0.005 * wanted  # three digits
    assert page.run("return document.querySelectorAll('figure canvas').length") == 16
    page.run("document.querySelectorAll('figure button')[7].click()")
    page.settle()
    assert page.text("#neuron-title") == "hidden0, neuron 7"
    assert page.focused() == "weight of <b>left</b>"


def test_every_weight_of_a_layer_is_read_in_its_matrix(page, sick):
    from selenium.webdriver import Keys  # noqa: PLC0415  in an extra of its own

    net = sick[0]
    page.tab("Weights")
    page.find("canvas.matrix").send_keys(Keys.ARROW_DOWN, Keys.ARROW_RIGHT, Keys.ARROW_RIGHT)
    words, _, number = page.text("[role=tabpanel] [role=status]").rpartition(": ")
    assert words == "hidden0 neuron 2, weight of right"
    found, unit = value_of(number)
    assert abs(found - float(net.parameters[0].weights[1, 2])) <= unit
    page.find("canvas.matrix").send_keys(Keys.ARROW_DOWN)
    words, _, number = page.text("[role=tabpanel] [role=status]").rpartition(": ")
    assert (words, value_of(number)[0]) == ("hidden0 neuron 2, bias", -40.0)
    size = page.run("const c = document.querySelector('canvas.matrix'); return [c.width, c.height]")
    assert size == [16, 3]  # two inputs and the biases
    page.find("canvas.matrix").send_keys(Keys.ENTER)
    assert page.text("#neuron-title") == "hidden0, neuron 2"


def test_what_does_not_fit_in_a_list_is_told(browser, tmp_path):
    net = be.mlp(100, [3], 1, seed=0)
    be.play(net).save(tmp_path / "wide.html")
    page = Page(browser, (tmp_path / "wide.html").as_uri())
    assert "36 more weights are on the tab “Weights”." in page.text(".inspector")
    page.tab("Weights")
    assert page.run("return document.querySelector('canvas.matrix').height") == 101


def test_columns_and_classes_of_a_table_are_named(browser, tmp_path):
    rng = np.random.default_rng(0)
    age, city = rng.normal(40, 10, 200), rng.choice(["Paris", "Rome"], 200)
    table = {"age": age, "city": city, "buys": np.where((age > 40) ^ (city == "Rome"), "yes", "no")}
    model = be.fit_table(table, "buys", epochs=3, seed=0).model
    be.play(model, table).save(tmp_path / "table.html")
    page = Page(browser, (tmp_path / "table.html").as_uri())
    names = page.run(
        "return [...document.querySelectorAll('.probes .name')].map((one) => one.textContent)"
    )
    assert names == list(model.encoder.inputs)
    assert page.text(".answer").startswith(f"{model.target.classes[0]}: ")
    assert page.text(".columns > .carries").startswith(
        "This page carries 200 rows of data. Numbers are as"
    )
    shown, _ = value_of(page.text(".errors").split(" correctly")[0].split("; ")[1].split(" %")[0])
    assert shown == pytest.approx(100 * np.mean(model.predict(table).values == table["buys"]), rel=5e-3)


def test_a_picture_is_downloaded(page, tmp_path):
    press(page, "Download picture")
    path = tmp_path / "network.png"
    for _ in range(100):
        if path.exists() and path.stat().st_size:
            break
        page.browser.execute_async_script("setTimeout(arguments[0], 50)")
    with Image.open(path) as image:
        width, height = image.size
        colours = image.convert("RGB").getcolors(maxcolors=1 << 24)
    sizes = page.run(
        "return [...document.querySelectorAll('#panel svg.graph, #panel svg.curve-view')]"
        ".map((one) => one.getBoundingClientRect()).map((box) => [box.width, box.height])"
    )
    assert width == pytest.approx(2 * max(one[0] for one in sizes), abs=2)
    assert height == pytest.approx(2 * (sum(one[1] for one in sizes) + 16), abs=3)
    assert len(colours) > 500  # the plane, circles and lines
    seen = {colour: many for many, colour in colours}
    for wanted in (
        (0x24, 0x30, 0x3A),
        (0xC8, 0x65, 0x1B),
        (0x2B, 0x6F, 0xB0),
    ):  # ink, what is selected, a class
        assert seen.get(wanted, 0) > 20
    assert seen.get((0, 0, 0), 0) < 20  # nothing has lost its colour
    assert seen[255, 255, 255] > 0.2 * width * height  # the paper
    assert page.browser.get_log("browser") == []


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A server that writes no log."""

    def log_message(self, *_):
        pass


@pytest.fixture
def address(tmp_path):
    be.play().save(tmp_path / "page.html")
    serve = functools.partial(Quiet, directory=str(tmp_path))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), serve)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/page.html"
    server.shutdown()
    server.server_close()


def link_of(page):
    return page.browser.execute_async_script(
        "const done = arguments[0]; page.app.toolbar.copy = (text) => done(text);"
        "[...document.querySelectorAll('button')].find((b) => b.textContent === 'Copy link').click();"
    )


def test_a_link_carries_a_small_network(browser, address):
    page = Page(browser, address)
    start = page.vector()
    page.open("the sine by hand: finished")
    page.run("page.app.history.set([[3, 0.125], [8, -7e-9]], 'edit')")
    page.settle()
    link, vector = link_of(page), page.vector()
    assert len(link) < 1200
    other = Page(browser, link)
    for _ in range(40):
        if page.run("return page.app.history.done.length"):
            break
        page.browser.execute_async_script("setTimeout(arguments[0], 50)")
    assert other.vector().tobytes() == vector.tobytes()
    assert other.run("return page.app.toolbar.networks.value") == "the sine by hand: finished"
    assert other.run("return page.app.view.mask.size") == 41  # the pairs
    assert "#" not in other.browser.current_url  # the same link may be opened again
    press(other, "Undo")
    assert other.vector().tobytes() == start.tobytes()


def test_a_link_of_a_changed_network_and_one_that_is_too_long(browser, address):
    page = Page(browser, address)
    page.open("train: moons")
    page.run(
        "const s = document.querySelector(\"[aria-label='activation of hidden0']\");"
        "s.value = 'tanh'; s.dispatchEvent(new Event('change'));"
    )
    page.settle()
    link, vector = link_of(page), page.vector()
    Page(browser, link)
    page.browser.execute_async_script("setTimeout(arguments[0], 300)")
    assert page.vector().tobytes() == vector.tobytes()
    assert page.run("return page.app.view.net.layers[0].activation") == "tanh"
    assert page.run("return page.app.view.data.rows") == 200
    page.open("train: sine, ReLU 64-64")
    press(page, "Copy link")
    page.browser.execute_async_script("setTimeout(arguments[0], 300)")
    assert "at most get through: download the model." in page.text(".tools [role=status]")


def fragment(**changes):
    """Return what stands behind the # of a link to one neuron, with some of it changed."""
    layer = {"units": 1, "activation": "relu", "biases": True}
    known = {
        "version": 1, "dtype": "float64", "inputs": 1, "label": "one neuron", "loss": "squared_error",
        "layers": [layer, {**layer, "activation": "linear"}], "numbers": packed([1.0, 0.5, 2.0, 0.0]),
    }  # fmt: skip
    text = json.dumps(known | changes).encode()
    return base64.urlsafe_b64encode(zlib.compress(text)).decode().rstrip("=")


def packed(numbers):
    return base64.b64encode(np.array(numbers).tobytes()).decode()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("!!", "it has letters that no link has, or too many"),
        (fragment()[:-9], "it is damaged: a part of it may be missing"),
        ("A" * 20000, "it has letters that no link has, or too many"),
        (fragment(version=2), "it was made by another version"),
        (fragment(dtype="__proto__"), "it has no type of numbers"),
        (fragment(inputs=0), "it describes no network"),
        (fragment(layers=[]), "it describes no network"),
        (fragment(layers=[{"units": 1, "activation": "constructor"}]), "layer 0 is not understood"),
        (fragment(layers=[{"units": 1e9, "activation": "relu"}]), "layer 0 is not understood"),
        (fragment(numbers=packed([1.0])), "it does not have as many parameters as its layers need"),
        (fragment(numbers=packed([1.0, np.nan, 2.0, 0.0])), "it has a number that is not finite"),
        (fragment(label="train: moons"), "are not those of a network of this page"),
        (fragment(label="x" * 2_000_000), "it holds too much"),
    ],
)
def test_a_wrong_link_is_refused_in_words(browser, address, wrong, words):
    page = Page(browser, f"{address}#net={wrong}")
    page.browser.execute_async_script("setTimeout(arguments[0], 200)")
    assert words in page.text(".tools [role=status]")
    assert page.run("return page.app.history.done.length") == 0
    browser.get_log("browser")


def test_a_link_that_was_written_elsewhere_is_read(browser, address):
    page = Page(browser, f"{address}#net={fragment()}")
    page.browser.execute_async_script("setTimeout(arguments[0], 200)")
    assert page.vector().tolist() == [1.0, 0.5, 2.0, 0.0]
