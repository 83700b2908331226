// The plane of two inputs: which class is predicted where, or the output of the selected neuron, with the rows on it.

import { Axes, HEIGHT, WIDTH } from "./axes.js";
import { draggable, element, setAttributes, setText } from "./dom.js";
import { shown } from "./expressions.js";
import { classOf } from "./view_state.js";

const CELLS = 72; // of the grid, in each direction
const MARGIN = 0.08;
const MOST_POINTS = 1500;
// Colours that are told apart by all eyes, and a mark for each besides.
const HUES = ["#2b6fb0", "#e08214", "#1b9e77", "#a3509f", "#b8a100", "#5f6b73", "#c2185b", "#4d9de0"];
const SHAPES = ["M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0Z", "M-3.6 -3.6h7.2v7.2h-7.2Z", "M0 -4.6L4.4 3.4H-4.4Z", "M0 -5L4 0L0 5L-4 0Z"];

/** Draws the plane, and moves the probe on it. */
export class PlaneView {
  /**
   * @param {import("./view_state.js").ViewState} view
   * @param {(x: number[]) => void} moveProbe
   */
  constructor(view, moveProbe) {
    this.view = view;
    this.axes = new Axes(this.ends(0), this.ends(1));
    this.canvas = element("canvas", { width: CELLS, height: CELLS, "aria-hidden": "true" });
    this.image = element("svg:image", { preserveAspectRatio: "none", ...this.box() });
    this.rows = element("svg:g", { "aria-hidden": "true" }, ...this.points());
    this.probe = element("svg:circle", {
      class: "probe-point ring", r: 8, role: "img", tabindex: "0",
      onkeydown: (event) => this.pressed(event, moveProbe),
    });
    this.svg = element(
      "svg:svg",
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "curve-view", role: "group", "aria-label": "plane of the two inputs" },
      this.image, ...this.axes.drawn(), this.rows, this.probe,
    );
    draggable(this.svg, (event) => moveProbe(this.at(event)));
    this.svg.addEventListener("pointerdown", (event) => moveProbe(this.at(event)));
    this.own = element("input", { type: "checkbox", onchange: () => this.draw() });
    this.caption = element("p", { class: "carries" });
    this.node = element(
      "div", {}, this.svg,
      element("label", { class: "switch" }, this.own, " output of the selected neuron instead"), this.caption,
    );
  }

  ends(k) {
    const { data } = this.view;
    if (!data) return [-1, 1];
    let [low, high] = [Infinity, -Infinity];
    for (let r = 0; r < data.rows; r++) {
      low = Math.min(low, data.X[2 * r + k]);
      high = Math.max(high, data.X[2 * r + k]);
    }
    const margin = MARGIN * (high - low) || 1;
    return [low - margin, high + margin];
  }

  box() {
    const { axes } = this;
    const [x, y] = [axes.x(axes.left), axes.y(axes.high)];
    return { x, y, width: axes.x(axes.right) - x, height: axes.y(axes.low) - y };
  }

  points() {
    const { data, kind } = this.view;
    if (!data || kind === "numbers") return [];
    const step = Math.max(1, Math.ceil(data.rows / MOST_POINTS));
    const found = [];
    for (let r = 0; r < data.rows; r += step) {
      const k = classOf(data.Y.subarray(r * data.outputs, (r + 1) * data.outputs));
      const place = `translate(${this.axes.x(data.X[2 * r]).toFixed(1)} ${this.axes.y(data.X[2 * r + 1]).toFixed(1)})`;
      found.push(element("svg:path", { d: SHAPES[k % 4], transform: place, fill: HUES[k % HUES.length], class: "row" }));
    }
    return found;
  }

  at(event) {
    const box = this.svg.getBoundingClientRect();
    const x = this.axes.xAt(((event.clientX - box.left) / box.width) * WIDTH);
    const y = this.axes.yAt(((event.clientY - box.top) / box.height) * HEIGHT);
    return [clipped(x, this.axes.left, this.axes.right), clipped(y, this.axes.low, this.axes.high)];
  }

  pressed(event, moveProbe) {
    const { axes, view } = this;
    const share = event.shiftKey ? 0.1 : 0.01;
    const [across, up] = [share * (axes.right - axes.left), share * (axes.high - axes.low)];
    const move = { ArrowLeft: [-across, 0], ArrowRight: [across, 0], ArrowUp: [0, up], ArrowDown: [0, -up] }[event.key];
    if (!move) return;
    event.preventDefault();
    moveProbe([clipped(view.probe[0] + move[0], axes.left, axes.right), clipped(view.probe[1] + move[1], axes.low, axes.high)]);
  }

  draw() {
    const { view, axes } = this;
    const key = `plane ${this.own.checked ? `${view.selected.layer} ${view.selected.neuron}` : ""}`;
    const { url, words } = view.once(key, () => this.painted());
    setAttributes(this.image, { href: url });
    setText(this.caption, words);
    const [x, y] = view.probe;
    setAttributes(this.probe, { cx: axes.x(x), cy: axes.y(y), "aria-label": `probe at ${shown(x)}, ${shown(y)}` });
  }

  /** Return the picture of the grid, and what it shows. */
  painted() {
    const { view } = this;
    const records = view.net.trace(view.rowsOf(this.grid()));
    const { layer, neuron } = view.selected;
    const own = this.own.checked || view.kind === "numbers";
    const source = this.own.checked ? records[layer].a : records[records.length - 1].a;
    const units = this.own.checked ? view.net.layers[layer].units : view.net.outputs;
    const context = this.canvas.getContext("2d");
    const image = context.createImageData(CELLS, CELLS);
    const colour = own ? numberColour(source, units, this.own.checked ? neuron : 0) : classColour(source, units);
    for (let i = 0; i < CELLS * CELLS; i++) image.data.set(colour(i), 4 * i);
    context.putImageData(image, 0, 0);
    const what = this.own.checked ? `Output of ${view.net.layers[layer].name}, neuron ${neuron}` : "Output";
    const words = own ? `${what}: blue above 0, orange below, white at 0.` : "The paler, the less confident.";
    return { url: this.canvas.toDataURL(), words };
  }

  grid() {
    const { left, right, low, high } = this.axes;
    const found = new Float64Array(2 * CELLS * CELLS);
    for (let i = 0; i < CELLS * CELLS; i++) {
      found[2 * i] = left + ((right - left) * ((i % CELLS) + 0.5)) / CELLS;
      found[2 * i + 1] = high - ((high - low) * (Math.floor(i / CELLS) + 0.5)) / CELLS;
    }
    return found;
  }
}

function classColour(source, units) {
  const hues = HUES.map(rgb);
  const many = Math.max(2, units);
  return (i) => {
    const row = source.subarray(i * units, (i + 1) * units);
    const k = classOf(row);
    const share = units === 1 ? Math.max(row[0], 1 - row[0]) : row[k];
    return blended(hues[k % hues.length], 0.1 + (0.6 * (share - 1 / many)) / (1 - 1 / many));
  };
}

function numberColour(source, units, k) {
  let most = 0;
  for (let i = k; i < source.length; i += units) most = Math.max(most, Math.abs(source[i]));
  const [up, down] = [rgb(HUES[0]), rgb(HUES[1])];
  return (i) => {
    const value = source[i * units + k];
    return blended(value >= 0 ? up : down, most ? 0.85 * Math.abs(value / most) : 0);
  };
}

function blended(hue, share) {
  const part = clipped(Number.isFinite(share) ? share : 0, 0, 1);
  return [...hue.map((one) => 255 + part * (one - 255)), 255];
}

function rgb(hue) {
  return [1, 3, 5].map((i) => Number.parseInt(hue.slice(i, i + 2), 16));
}

function clipped(value, low, high) {
  return Math.min(Math.max(value, low), high);
}
