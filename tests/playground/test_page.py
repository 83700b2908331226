"""The page as a file: what it carries, what it allows, and what it costs."""

import hashlib
import json
import re
from base64 import b64decode, b64encode
from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import urlsplit

import numpy as np
import pytest

import barreleye as be
from barreleye.errors import DataError, OptionError, ShapeError, UnknownNameError
from barreleye.playground._script import FOLDER, joined
from support.command import barreleye, refused
from support.tables import fitted_sides, save_csv, sides


def parts(html):
    """Return the policy, the style, the state and the script of a page."""
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)[1]
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)[1]
    state = re.search(r'<script type="application/json" id="state">(.*?)</script>', html, re.DOTALL)[1]
    (script,) = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    return policy, style, json.loads(state), script


def numbers(packed):
    return np.frombuffer(b64decode(packed["bytes"]), packed["dtype"])


def hashed(text):
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_the_policy_names_this_script_and_style_and_allows_no_connection():
    policy, style, _, script = parts(be.play().html())
    allowed = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert allowed["default-src"] == allowed["connect-src"] == "'none'"
    assert allowed["script-src"] == hashed(script)
    assert allowed["style-src"] == hashed(style)
    assert "unsafe" not in policy
    assert not re.search(
        r"\beval\(|new Function|innerHTML|outerHTML|insertAdjacentHTML|document\.write", script
    )
    assert "http" not in script.replace("http://www.w3.org/2000/svg", "")


def test_a_page_without_data_is_small():
    assert len(be.play(be.by_hand.sine()).html().encode()) < 400_000
    assert len(be.play(rows=0).html().encode()) < 400_000


def test_parameters_and_rows_travel_bit_for_bit():
    X, y = be.datasets.spiral(samples=20, classes=3, seed=0)
    net = be.mlp(2, [5], 3, output="softmax", seed=0)
    net.fit(X, y, epochs=2, progress=False)
    _, _, state, _ = parts(be.play(net, X, y).html())
    (carried,) = state["networks"]
    assert numbers(carried["parameters"]).tobytes() == net.parameters.vector.tobytes()
    assert numbers(carried["data"]["X"]).tobytes() == net.as_rows(X).tobytes()
    assert numbers(carried["data"]["Y"]).reshape(-1, 3).argmax(axis=1).tolist() == y.tolist()
    assert (carried["loss"], carried["kind"]) == ("cross_entropy", "classes")


@pytest.mark.parametrize(("rows", "many"), [(5000, 60), (60, 60), (7, 7), (1, 1)])
def test_every_page_says_how_many_rows_it_carries(rows, many):
    X, y = be.datasets.spiral(samples=20, classes=3, seed=0)
    net = be.mlp(2, [5], 3, output="softmax", seed=0)
    (carried,) = parts(be.play(net, X, y, rows=rows).html())[2]["networks"]
    assert carried["data"]["rows"] == many
    assert carried["carries"].startswith(f"This page carries {many} row")
    assert ("of 60" in carried["carries"]) == (many < 60)


def test_no_row_travels_if_none_shall():
    X, y = be.datasets.moons(samples=20, seed=0)
    (carried,) = parts(be.play(be.mlp(2, [3], 2, output="softmax"), X, y, rows=0).html())[2]["networks"]
    assert carried["data"] is None
    assert carried["carries"] == "This page carries no rows of data."


def test_names_cannot_end_the_script():
    nasty = "</script><script>alert(1)</script><!-- \u202e \" ' & \u2028"
    net = be.Network(1, [be.Dense(1, "relu")], seed=0)
    carried = be.playground._networks.carried(net, nasty, rows=0)
    page = be.playground.Page(nasty, {"networks": [carried]}, ())
    html = page.html()
    assert parts(html)[2]["networks"][0]["label"] == nasty
    assert html.count("</script>") == 2
    assert "<title>&lt;/script&gt;" in html


def test_own_activations_travel_with_the_page():
    slope = be.activations.get("leaky_relu").with_(negative_slope=0.3)
    html = be.play(be.Network(1, [be.Dense(2, slope), be.Dense(1)], seed=0)).html()
    _, _, state, script = parts(html)
    (carried,) = state["networks"]
    assert carried["network"]["layers"][0]["activation"] == "leaky_relu(negative_slope=0.3)"
    assert '"leaky_relu(negative_slope=0.3)": ' in script


def test_a_page_is_a_file_a_frame_and_a_line(tmp_path):
    page = be.play(be.by_hand.sine())
    page.save(tmp_path / "net.html")
    assert (tmp_path / "net.html").read_text(encoding="utf-8") == page.html()
    frame = page._repr_html_()
    assert 'sandbox="allow-scripts"' in frame
    assert "<script" not in frame
    assert repr(page).startswith("Page(A network with 1 input and 1 output, ")
    with pytest.raises(DataError):
        page.save(tmp_path / "absent" / "net.html")


def test_what_is_no_page_is_refused():
    net = be.mlp(2, [3], 2, output="softmax")
    X, y = be.datasets.moons(samples=20, seed=0)
    with pytest.raises(OptionError, match="X and y go together"):
        be.play(net, X)
    with pytest.raises(OptionError, match="pass net, X and y"):
        be.play(None, X, y)
    with pytest.raises(ShapeError, match="X has 40 rows, y has"):
        be.play(net, X, y[:3])
    with pytest.raises(DataError, match="X has NaN or infinity"):
        be.play(net, np.full_like(X, np.nan), y)
    with pytest.raises(OptionError, match="a page has room for 1,000,000 parameters"):
        be.play(be.mlp(1000, [1000], 2))
    with pytest.raises(OptionError, match="a network"):
        be.play("model.npz")


def test_modules_are_joined_in_the_order_of_their_imports():
    given = {
        "a": 'import { two } from "./b.js";\nexport const four = 2 * two;\n',
        "b": "export const two = 2;\n",
    }
    script = joined("a", given)
    assert script.index("const $b") < script.index("const $a")
    assert "export" not in script
    assert "import" not in script
    for wrong in ('import * as b from "./b.js";\n', "export default 3;\n"):
        with pytest.raises(ValueError, match="cannot be joined"):
            joined("a", {"a": wrong, "b": ""})
    circle = {"a": 'import { x } from "./b.js";\n', "b": 'import { y } from "./a.js";\n'}
    with pytest.raises(ValueError, match="in a circle: a → b → a"):
        joined("a", circle)


def test_every_module_is_part_of_the_page():
    script = joined("main", {"formulas": ""})
    for module in FOLDER.glob("*.js"):
        assert f"const ${module.stem} = " in script


def test_the_command_writes_a_page(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "barreleye-page.html" in barreleye("play").out
    be.by_hand.sine().save("sine.npz")
    assert (
        "A network with 1 input and 1 output\nsine.html"
        in barreleye("play", "sine.npz", "-o", "sine.html").out
    )
    fitted_sides().model.save("m.npz")
    table = save_csv(tmp_path / "t.csv", sides(rows=30))
    assert barreleye("play", "m.npz", table, "-o", "t.html").code == 0
    (carried,) = parts((tmp_path / "t.html").read_text(encoding="utf-8"))[2]["networks"]
    assert carried["data"]["rows"] == 30
    assert "leave the table out" in refused("play", "sine.npz", table)


@pytest.fixture
def shown(monkeypatch):
    """A page that show() has opened, without a browser."""
    monkeypatch.setattr("webbrowser.open", lambda _: False)
    page = be.play(be.by_hand.sine())
    address = page.show()
    yield page, urlsplit(address)
    page.close()


def ask(url, method="GET", path=None, body=None, **headers):
    """Return the answer of a page's server: its status, its headers and its content."""
    with closing(HTTPConnection("127.0.0.1", url.port, timeout=10)) as connection:
        connection.request(method, path or url.path, body, {"Host": url.netloc} | headers)
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()


def test_a_page_sends_its_network_back(shown):
    page, url = shown
    assert url.hostname == "127.0.0.1"
    status, headers, content = ask(url)
    policy, _, state, _ = parts(content.decode())
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "connect-src 'self';" in policy
    assert state["bridge"] is True
    assert "bridge" not in parts(page.html())[2]
    before = page.network()
    assert before.parameters.vector.tobytes() == be.by_hand.sine().parameters.vector.tobytes()
    wanted = np.arange(97.0)
    sent = {"method": "POST", "path": url.path + "parameters", "body": wanted.tobytes()}
    assert ask(url, **sent, Origin=f"http://{url.netloc}")[0] == 204
    assert page.network().parameters.vector.tobytes() == wanted.tobytes()
    assert before.parameters.vector.tobytes() != wanted.tobytes()


def test_strangers_are_refused(shown):
    page, url = shown
    own, body = f"http://{url.netloc}", np.ones(97).tobytes()
    sent = {"method": "POST", "path": url.path + "parameters", "body": body}
    for how in (
        {"path": "/"},
        {"path": url.path[:-2] + "/"},
        {"path": url.path + "../" + url.path},
        {"Host": f"evil.example:{url.port}"},  # another site's name that leads here
        {"Host": "127.0.0.1"},
        sent,  # no origin
        {**sent, "Origin": "http://evil.example"},
        {**sent, "Origin": "null"},
        {**sent, "Origin": own, "Host": f"evil.example:{url.port}"},
        {**sent, "Origin": own, "path": "/parameters"},
        {**sent, "Origin": own, "body": body[:-1]},
        {**sent, "Origin": own, "body": body + b"0"},
        {**sent, "Origin": own, "Content-Length": "-1"},
        {**sent, "Origin": own, "Content-Length": "x"},
    ):
        assert ask(url, **how)[0] == 404
    assert ask(url, method="PUT", body=body)[0] == 501
    assert page.network().parameters.vector.tobytes() == be.by_hand.sine().parameters.vector.tobytes()


def test_a_connection_from_before_the_end_gets_no_answer(shown):
    page, url = shown
    headers = {"Host": url.netloc, "Origin": f"http://{url.netloc}"}

    def send():
        connection.request("POST", url.path + "parameters", np.ones(97).tobytes(), headers)
        connection.getresponse()

    with closing(HTTPConnection("127.0.0.1", url.port, timeout=10)) as connection:
        connection.connect()  # as browsers do, for a request to come
        page.close()
        with pytest.raises(ConnectionError):
            send()


def test_a_page_that_ended_or_was_never_shown_has_no_way_back(shown):
    page, url = shown
    page.close()
    with pytest.raises(OptionError, match="call show"):
        page.network()
    with pytest.raises(ConnectionRefusedError):
        ask(url)
    with pytest.raises(OptionError, match="networks of its own"):
        be.play().network()


def test_fit_writes_a_page_beside_the_report(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    table = save_csv(tmp_path / "t.csv", sides(rows=40))
    done = barreleye("fit", table, "-t", "side", "--epochs", "3", "--hidden", "4", "--play")
    assert done.code == 0
    assert "page    " in done.out
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "t-model.npz",
        "t-page.html",
        "t-report.html",
        "t.csv",
    ]
    (carried,) = parts((tmp_path / "t-page.html").read_text(encoding="utf-8"))[2]["networks"]
    assert carried["data"]["rows"] == 40
    assert numbers(carried["parameters"]).tobytes() == (
        be.load("t-model.npz").network.parameters.vector.tobytes()
    )
    before = (tmp_path / "t-page.html").read_bytes()
    assert "would overwrite" in refused("fit", table, "-t", "side", "--play", "--report", "t-page.html")
    assert (tmp_path / "t-page.html").read_bytes() == before


def test_a_stage_is_known_by_its_name():
    assert parts(be.play(stage="sine.2").html())[2]["stage"] == "sine.2"
    assert "stage" not in parts(be.play().html())[2]
    for stage, words in (
        ("sinus", "there is no stage 'sinus'; did you mean 'sine'"),
        ("sine.8", "'sine' has the sections 1 to 7, got '8'"),
        ("sine.01", "got '01'"),
        ("bias.2", "'bias' has one section"),
        (2, "a stage is named by a string"),
    ):
        with pytest.raises((OptionError, UnknownNameError), match=words):
            be.play(stage=stage)
    with pytest.raises(OptionError, match="one of the networks that a page without yours has"):
        be.play(be.by_hand.sine(), stage="sine")


def test_the_command_opens_a_stage(tmp_path):
    assert barreleye("play", "--stage", "bias", "-o", tmp_path / "p.html").code == 0
    assert '"stage": "bias"' in (tmp_path / "p.html").read_text()
    assert "no stage 'chess'" in refused("play", "--stage", "chess", "-o", tmp_path / "q.html")
    assert not (tmp_path / "q.html").exists()
    be.by_hand.sine().save(tmp_path / "n.npz")
    assert "leave it out" in refused(
        "play", tmp_path / "n.npz", "--stage", "bias", "-o", tmp_path / "q.html"
    )
