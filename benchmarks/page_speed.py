"""The page's speed: frames and steps of training in a real browser, beside peers on the same work.

    make bench-page-speed
    make bench-page-speed ARGS="--playground PATH"    (a checkout of tensorflow/playground, for its own loop)

Training is 200 rows of a sine in batches of 32, squared error, plain SGD, from the same weights; after 3 epochs
in the same order all must have the same loss. The page is timed in its worker alone, and while it is painted; its
engine and TensorFlow Playground's loop under node; PyTorch eager with one thread, as is the library.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT / "tests"))
os.environ.setdefault("BARRELEYE_NUM_THREADS", "1")

import numpy as np
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

import barreleye as be
from support.page_engine import PageEngine, described

RATE, BATCH, SECONDS, ORDERED = 0.01, 32, 3.0, 3
TORCH = ROOT / ".venv-peer-torch" / "bin" / "python"
TYPESCRIPT = ROOT / ".venv" / "page-tools" / "node_modules" / "typescript"

ENGINE = """
const net = new engine.Network(d, v);
const data = { X, Y, rows: Y.length };
const plan = { loss: "squared_error", choice: { name: "sgd", rate, options: {} }, batchSize: batch, seed: 0 };
const trainer = new engine.Trainer(net, data, plan);
const inOrder = () => Int32Array.from(Y, (_, i) => i);
trainer.random.order = inOrder;
trainer.order = inOrder();
for (let k = 0; k < ordered; k++) trainer.epoch();
const after = engine.mean(engine.lossAndGradient(net, net.trace(X), data, "squared_error").losses);
const end = performance.now() + 1000 * seconds;
const start = trainer.steps;
while (performance.now() < end) trainer.step();
return [after, (trainer.steps - start) / seconds];
"""

PLAYGROUND = """
const nn = require(path);
const shape = [d.inputs, ...d.layers.map((one) => one.units)];
const network = nn.buildNetwork(shape, nn.Activations.RELU, nn.Activations.LINEAR, null, ["x"]);
let at = 0;
for (let k = 1; k < shape.length; k++) {
  for (let i = 0; i < shape[k - 1]; i++) network[k].forEach((node) => (node.inputLinks[i].weight = v[at++]));
  network[k].forEach((node) => (node.bias = v[at++]));
}
let steps = 0;
// its loss is half of the square: with twice the rate the steps are the same
const epoch = () => {
  for (let r = 0; r < Y.length; r++) {
    nn.forwardProp(network, [X[r]]);
    nn.backProp(network, Y[r], nn.Errors.SQUARE);
    if ((r + 1) % batch === 0 || r === Y.length - 1) {
      nn.updateWeights(network, 2 * rate, 0);
      steps += 1;
    }
  }
};
for (let k = 0; k < ordered; k++) epoch();
let after = 0;
for (let r = 0; r < Y.length; r++) after += (nn.forwardProp(network, [X[r]]) - Y[r]) ** 2 / Y.length;
steps = 0;
const start = performance.now();
while (performance.now() < start + 1000 * seconds) epoch();
return [after, (1000 * steps) / (performance.now() - start)];
"""

PYTORCH = """
import json, sys, time, torch
torch.set_num_threads(1)
given = json.load(sys.stdin)
X, Y = (torch.tensor(given[k], dtype=torch.float32).reshape(-1, 1) for k in "XY")
layers = []
for W, b in given["weights"]:
    layer = torch.nn.Linear(len(W), len(b))
    with torch.no_grad():
        layer.weight.copy_(torch.tensor(W).T); layer.bias.copy_(torch.tensor(b))
    layers += [layer, torch.nn.ReLU()]
model = torch.nn.Sequential(*layers[:-1])
optimizer = torch.optim.SGD(model.parameters(), lr=given["rate"])
def epoch():
    for x, y in zip(X.split(given["batch"]), Y.split(given["batch"])):
        optimizer.zero_grad()
        torch.nn.functional.mse_loss(model(x), y).backward()
        optimizer.step()
for _ in range(given["ordered"]): epoch()
with torch.no_grad(): after = float(torch.nn.functional.mse_loss(model(X), Y))
steps, end = 0, time.perf_counter() + given["seconds"]
while time.perf_counter() < end:
    epoch(); steps += -(-len(X) // given["batch"])
print(json.dumps([after, steps / given["seconds"]]))
"""

BARE = """
const done = arguments[arguments.length - 1], { app, engine } = page, worker = app.newWorker();
worker.onmessage = ({ data }) => {
  if (data.kind !== "paused") return;
  worker.terminate();
  done(data.steps);
};
worker.postMessage({ kind: "start", ...engine.jobOf(app.view, app.options), vector: app.view.net.vector.slice() });
worker.postMessage({ kind: "run" });
setTimeout(() => worker.postMessage({ kind: "pause" }), arguments[0]);
"""

PAINTED = """
const done = arguments[arguments.length - 1], { app } = page, milliseconds = arguments[0];
const { run } = app.training, heard = run.heard;
let frames = 0;
run.heard = (message) => { frames += 1; heard(message); };
app.training.play.click();
setTimeout(() => {
  run.heard = heard;
  const { steps } = run.now;
  app.training.pause();
  app.history.undo();
  done([steps, frames]);
}, milliseconds);
"""

MOVES = """
const done = arguments[arguments.length - 1], { app } = page, times = [], place = app.view.places(0, 0).weights[0];
const before = app.view.net.vector[place], channel = new MessageChannel();
function move() {
  if (times.length === 120) return done(times);
  const start = performance.now();
  app.history.set([[place, before + 0.001 * times.length]], "move", channel);
  requestAnimationFrame(() => {
    channel.port1.onmessage = () => { times.push(performance.now() - start); setTimeout(move, 4); };
    channel.port2.postMessage(0); // it comes when the frame is painted
  });
}
move();
"""


def main() -> None:
    """Print frames and steps a second of every peer, for a small and for a wide network."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--playground", type=Path, help="a checkout of github.com/tensorflow/playground")
    playground = parser.parse_args().playground
    with tempfile.TemporaryDirectory() as folder:
        browser = _browser()
        try:
            for width in (8, 64):
                _compare(width, browser, Path(folder), playground)
        finally:
            browser.quit()


def _compare(width: int, browser: Any, folder: Path, playground: Path | None) -> None:
    net = be.mlp(1, [width, width], 1, seed=0)
    X, y = be.datasets.sine(samples=200)
    be.play(net, X, y).save(folder / "page.html")
    print(f"\n1-{width}-{width}-1")
    _frames(browser, folder / "page.html")
    bare, painted, frames = _trained(browser)
    rows = [
        ("page, nothing drawn", None, bare),
        (f"page, drawn {frames:.0f} times a second", None, painted),
    ]
    given = {
        "d": described(net),
        "v": net.parameters.vector,
        "X": np.float32(X).ravel(),
        "Y": np.float32(y).ravel(),
    }
    engine = PageEngine(folder)
    plan = {"rate": RATE, "batch": BATCH, "seconds": SECONDS, "ordered": ORDERED}
    rows.append(("page's engine under node", *_numbers(engine(ENGINE, **given, **plan))))
    if playground is not None:
        path = _transpiled(playground, folder)
        rows.append(
            ("TensorFlow Playground's loop", *_numbers(engine(PLAYGROUND, **given, **plan, path=path)))
        )
    engine.close()
    rows.append(("library", *_library(net.copy(), X, y)))
    if TORCH.exists():
        rows.append(("PyTorch, eager", *_pytorch(net, X, y, plan)))
    print(
        f"{'training':<36}{'steps a second':>15}{'of the page':>13}   loss after {ORDERED} epochs in order"
    )
    for name, loss, speed in rows:
        print(
            f"{name:<36}{speed:>15,.0f}{speed / bare:>12.2f}x   {'' if loss is None else f'{loss:.8g}'}"
        )
    losses = [loss for _, loss, _ in rows if loss is not None]
    if max(losses) - min(losses) > 1e-4 * max(losses):
        raise SystemExit("the peers did not do the same work")


def _browser() -> Any:
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for flag in ("headless=new", "no-sandbox", "disable-gpu", "window-size=1280,900"):
        options.add_argument(f"--{flag}")
    browser = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    browser.set_script_timeout(60)
    return browser


def _frames(browser: Any, path: Path) -> None:
    start = time.perf_counter()
    browser.get(path.as_uri())
    paint = "return performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
    while (first := browser.execute_script(paint)) is None:
        if time.perf_counter() > start + 10:
            raise SystemExit("nothing was painted")
    times = sorted(browser.execute_async_script(MOVES))
    print(f"first paint {first:.0f} ms; from a changed weight to the painted frame", end=" ")
    print(f"{statistics.median(times):.1f} ms in the middle, {times[113]:.1f} ms at the 95th percentile")
    browser.execute_script("page.app.history.undo()")


def _trained(browser: Any) -> tuple[float, float, float]:
    browser.execute_script(f"Object.assign(page.app.options, {{ optimizer: 'sgd', rate: {RATE} }})")
    before = browser.execute_async_script(BARE, 1000 * SECONDS)
    steps, frames = browser.execute_async_script(PAINTED, 1000 * SECONDS)
    after = browser.execute_async_script(BARE, 1000 * SECONDS)
    return (before + after) / 2 / SECONDS, steps / SECONDS, frames / SECONDS


def _numbers(found: Any) -> tuple[float, float]:
    return float(found[0][0]), float(found[1][0])


def _transpiled(playground: Path, folder: Path) -> str:
    """Return the loop of TensorFlow Playground as a module for node."""
    code = (
        f"const ts = require({json.dumps(str(TYPESCRIPT))}), fs = require('fs');"
        f"const text = fs.readFileSync({json.dumps(str(playground / 'src' / 'nn.ts'))}, 'utf8');"
        "process.stdout.write(ts.transpile(text, { target: 'es2022', module: 'commonjs' }));"
    )
    from support.written import TOOLS  # noqa: PLC0415  only here

    result = subprocess.run(
        [TOOLS["node"] or "node", "-e", code], capture_output=True, text=True, check=True
    )
    (folder / "nn.js").write_text(result.stdout, encoding="utf-8")
    return str(folder / "nn.js")


def _library(net: be.Network, X: Any, y: Any) -> tuple[float, float]:
    plan = {"optimizer": be.optimizers.SGD(RATE), "batch_size": BATCH, "progress": False}
    for start in [*range(0, len(X), BATCH)] * ORDERED:
        net.fit(X[start : start + BATCH], y[start : start + BATCH], epochs=1, **plan)
    after = net.loss(X, y)
    epochs = 2000
    while True:
        start = time.perf_counter()
        net.fit(X, y, epochs=epochs, **plan)
        if (spent := time.perf_counter() - start) > SECONDS / 3:
            return after, epochs * -(-len(X) // BATCH) / spent
        epochs *= 4


def _pytorch(net: be.Network, X: Any, y: Any, plan: dict[str, float]) -> tuple[float, float]:
    weights = [(part.weights.tolist(), part.biases.tolist()) for part in net.parameters]
    given = {"X": np.ravel(X).tolist(), "Y": np.ravel(y).tolist(), "weights": weights, **plan}
    result = subprocess.run(
        [str(TORCH), "-c", PYTORCH], input=json.dumps(given), capture_output=True, text=True, check=True
    )
    after, speed = json.loads(result.stdout)
    return after, speed


if __name__ == "__main__":
    main()
