// The plane of two inputs: which class is predicted where, or the output of the selected neuron, with the rows on it.

import { Axes, HEIGHT, WIDTH } from "./axes.js";
import { draggable, element, setAttributes, setText } from "./dom.js";
import { shown } from "./expressions.js";
import { HUES, Picture } from "./plane_picture.js";
import { classOf } from "./view_state.js";

const COARSE = [40, 5e6]; // cells of the grid in each direction while something moves, and multiplications at most,
const FINE = [120, 8e7]; // and so many when nothing has moved
const PAUSE = 200; // for so many milliseconds
const FEWEST = 16;
const MOST_POINTS = 1500;
// A mark for each class, besides its colour.
const SHAPES = ["M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0Z", "M-3.6 -3.6h7.2v7.2h-7.2Z", "M0 -4.6L4.4 3.4H-4.4Z", "M0 -5L4 0L0 5L-4 0Z"];

/** Draws the plane, and moves the probe on it. */
export class PlaneView {
  /**
   * @param {import("./view_state.js").ViewState} view
   * @param {(x: number[]) => void} moveProbe
   */
  constructor(view, moveProbe) {
    this.view = view;
    const { left, right, low, high } = view.box;
    this.axes = new Axes([left, right], [low, high]);
    this.picture = new Picture(FEWEST);
    this.rows = element("svg:g", { "aria-hidden": "true" }, ...rowMarks(this.axes, view));
    this.probe = element("svg:circle", {
      class: "probe-point ring", r: 8, role: "img", tabindex: "0",
      onkeydown: (event) => this.pressed(event, moveProbe),
    });
    this.svg = element(
      "svg:svg",
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "curve-view", role: "group", "aria-label": "plane of the two inputs" },
      ...this.axes.drawn(), this.rows, this.probe,
    );
    draggable(this.svg, (event) => moveProbe(this.at(event).place));
    this.svg.addEventListener("pointerdown", (event) => moveProbe(this.at(event).place));
    this.own = element("input", { type: "checkbox", onchange: () => this.draw() });
    this.caption = element("p", { class: "carries" });
    this.node = element(
      "div", { class: "picture-part" }, this.picture.behind(this.svg, this.axes),
      element("label", { class: "switch" }, this.own, " output of the selected neuron instead"), this.caption,
    );
  }

  /** Return what stands under a pointer: both inputs, and the place in the picture. */
  at(event) {
    const box = this.svg.getBoundingClientRect();
    const spot = [((event.clientX - box.left) / box.width) * WIDTH, ((event.clientY - box.top) / box.height) * HEIGHT];
    const [x, y] = [this.axes.xAt(spot[0]), this.axes.yAt(spot[1])];
    return { place: [clipped(x, this.axes.left, this.axes.right), clipped(y, this.axes.low, this.axes.high)], spot };
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

  close() {
    clearTimeout(this.later);
  }

  draw() {
    const { view, axes } = this;
    const { layer, neuron } = view.selected;
    this.what = this.own.checked ? `${layer} ${neuron}` : "outputs";
    clearTimeout(this.later);
    const [coarse, fine] = [COARSE, FINE].map(([most, work]) =>
      Math.max(FEWEST, Math.min(most, Math.floor(Math.sqrt(work / view.net.vector.length)))));
    if (!view.knows(`plane of ${fine} ${this.what}`)) {
      this.show(coarse);
      this.later = window.setTimeout(() => this.show(fine), PAUSE);
    } else this.show(fine);
    const [x, y] = view.probe;
    setAttributes(this.probe, { cx: axes.x(x), cy: axes.y(y), "aria-label": `probe at ${shown(x)}, ${shown(y)}` });
  }

  /** Show a grid with so many cells. */
  show(cells) {
    const { view } = this;
    const key = `plane of ${cells} ${this.what}`;
    if (this.shown === key && view.knows(key)) return;
    this.shown = key;
    this.picture.resize(cells);
    setText(this.caption, this.paint());
    view.once(key, () => true);
  }

  /** Paint the plane, and return in words what it shows. */
  paint() {
    const { view, picture } = this;
    const records = view.once(`plane of ${picture.cells}`, () => view.net.trace(view.rowsOf(picture.grid(view.box))));
    const { layer, neuron } = view.selected;
    const own = this.own.checked;
    if (!own && view.hasClasses) {
      picture.ofClasses(records[records.length - 1].a, view.net.outputs);
      return "The paler, the less confident.";
    }
    const k = own ? layer : records.length - 1;
    const what = own ? `Output of ${view.net.layers[layer].name}, neuron ${neuron}` : "Output";
    picture.ofNumbers(records[k].a, view.net.layers[k].units, own ? neuron : 0);
    return `${what}: blue above 0, orange below, white at 0.`;
  }
}

/**
 * Return a mark for each row on the plane: its colour and shape are those of its class.
 * @param {Axes} axes
 * @param {import("./view_state.js").ViewState} view
 */
export function rowMarks(axes, { data, hasClasses }) {
  if (!data || !hasClasses) return [];
  const step = Math.max(1, Math.ceil(data.rows / MOST_POINTS));
  const found = [];
  for (let r = 0; r < data.rows; r += step) {
    const k = classOf(data.Y.subarray(r * data.outputs, (r + 1) * data.outputs));
    const place = `translate(${axes.x(data.X[2 * r]).toFixed(1)} ${axes.y(data.X[2 * r + 1]).toFixed(1)})`;
    found.push(element("svg:path", { d: SHAPES[k % 4], transform: place, fill: HUES[k % HUES.length], class: "row" }));
  }
  return found;
}

function clipped(value, low, high) {
  return Math.min(Math.max(value, low), high);
}
