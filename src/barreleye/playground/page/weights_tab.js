// The weights of a layer as a picture: a row for each input, the biases below, a column for each neuron.

import { element, setAttribute, setText } from "./dom.js";
import { counted, shown } from "./expressions.js";
import { histogram } from "./histogram.js";
import { HUES, blended, rgb } from "./plane_picture.js";

/** Shows the matrix of a layer, and goes to the neuron of a cell. */
export class WeightsTab {
  /** @param {import("./app.js").App} app */
  constructor(app) {
    this.app = app;
    this.layer = 0;
    this.at = [0, 0];
    this.shownNames = "";
    this.layers = element("select", { "aria-label": "layer", onchange: () => this.show(this.layers.selectedIndex) });
    this.canvas = element("canvas", {
      class: "matrix", tabindex: "0", role: "application",
      onpointermove: (event) => this.point(event),
      onclick: (event) => {
        this.point(event);
        this.go();
      },
      onkeydown: (event) => this.pressed(event),
    });
    this.cell = element("p", { role: "status" });
    this.words = element("p", { class: "carries" });
    this.bars = element("svg:path", { class: "bars" });
    this.node = element(
      "section",
      { class: "wide", "aria-label": "weights" },
      element("div", { class: "fields" }, element("label", {}, "layer ", this.layers)),
      this.words, this.canvas, this.cell,
      element("h2", { text: "Histogram of the weights" }),
      element("svg:svg", { viewBox: "0 0 400 90", class: "histogram", role: "img", "aria-label": "histogram of the weights" }, this.bars),
      this.ends = element("p", { class: "carries" }),
    );
  }

  show(layer) {
    this.layer = layer;
    this.at = [0, 0];
    this.app.plan();
  }

  /** The number of a cell; the last row are the biases. */
  value(i, j) {
    const { inputs, units, weights, bias } = this.app.view.net.layers[this.layer];
    return i < inputs ? weights[i * units + j] : bias ? bias[j] : 0;
  }

  get rows() {
    const { inputs, bias } = this.app.view.net.layers[this.layer];
    return inputs + (bias ? 1 : 0);
  }

  draw() {
    const { layers } = this.app.view.net;
    this.layer = Math.min(this.layer, layers.length - 1);
    const { inputs, units, weights } = layers[this.layer];
    const names = layers.map((one) => `${one.name}: ${one.inputs} × ${one.units}`);
    if (this.shownNames !== names.join()) this.layers.replaceChildren(...names.map((text) => element("option", { text })));
    this.shownNames = names.join();
    this.layers.selectedIndex = this.layer;
    let most = 0;
    for (const w of weights) most = Math.max(most, Math.abs(w));
    setText(this.words, `${counted(inputs, "input")} from top to bottom${this.rows > inputs ? ", the biases below" : ""}; ${counted(units, "neuron")} from left to right. Blue above 0, orange below; full colour at ${shown(most, 3)}.`);
    this.paint(most);
    this.at = [Math.min(this.at[0], this.rows - 1), Math.min(this.at[1], units - 1)];
    this.tell();
    this.histogram(weights);
  }

  paint(most) {
    const { units } = this.app.view.net.layers[this.layer];
    const { rows, canvas } = this;
    canvas.width = units;
    canvas.height = rows;
    canvas.style.setProperty("--ratio", `${units} / ${rows}`);
    canvas.style.setProperty("--wide", `${48 * units}px`); // a cell is not larger than this
    const context = canvas.getContext("2d");
    const image = context.createImageData(units, rows);
    const bytes = new Uint32Array(image.data.buffer);
    const [up, down] = [rgb(HUES[0]), rgb(HUES[1])];
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < units; j++) {
        const value = this.value(i, j);
        bytes[i * units + j] = blended(value >= 0 ? up : down, most ? Math.abs(value) / most : 0);
      }
    }
    context.putImageData(image, 0, 0);
  }

  point(event) {
    const box = this.canvas.getBoundingClientRect();
    const { units } = this.app.view.net.layers[this.layer];
    const within = (share, many) => Math.min(Math.max(Math.floor(share * many), 0), many - 1);
    this.at = [within((event.clientY - box.top) / box.height, this.rows), within((event.clientX - box.left) / box.width, units)];
    this.tell();
  }

  pressed(event) {
    const move = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (event.key === "Enter") this.go();
    if (!move) return;
    event.preventDefault();
    const { units } = this.app.view.net.layers[this.layer];
    this.at = [Math.min(Math.max(this.at[0] + move[0], 0), this.rows - 1), Math.min(Math.max(this.at[1] + move[1], 0), units - 1)];
    this.tell();
  }

  go() {
    this.app.choose(this.layer, this.at[1], true);
  }

  tell() {
    const { view } = this.app;
    const [i, j] = this.at;
    const { inputs, name } = view.net.layers[this.layer];
    const from = this.layer ? `${view.net.layers[this.layer - 1].name} ${i}` : view.inputNames[i];
    const what = i < inputs ? `weight of ${from}` : "bias";
    const words = `${name} neuron ${j}, ${what}: ${shown(this.value(i, j))}`;
    setText(this.cell, words);
    this.canvas.setAttribute("aria-label", `weights of ${name}. ${words}`);
  }

  histogram(weights) {
    const { path, low, high, finite } = histogram(weights, 40, 400, 90);
    setAttribute(this.bars, "d", path);
    setText(this.ends, finite.length ? `${counted(finite.length, "weight")} from ${shown(low, 3)} to ${shown(high, 3)}; 0: ${finite.filter((w) => w === 0).length}.` : "");
  }
}
