// The drawing of the network: a circle for each neuron with its curve, a line for each weight that is not 0.

import { drawable } from "./axes.js";
import { element, setAttribute, setAttributes, setText } from "./dom.js";
import { shown } from "./expressions.js";

const MOST_EDGES = 400; // beyond so many, those of the selected neuron alone are drawn
const SPACE = 110; // between the blocks of two layers
const RADIUS = 19;
const GAP = 46;
const ROWS = 18; // a layer with more neurons has several columns
const WIDEST = 5;

/** Draws a network, and lets neurons be chosen by pointer or by arrow keys. */
export class NetworkGraph {
  /**
   * @param {import("./view_state.js").ViewState} view
   * @param {(layer: number, neuron: number, enter?: boolean) => void} choose
   */
  constructor(view, choose) {
    this.view = view;
    this.choose = choose;
    const { layers, inputs } = view.net;
    this.blocks = blocksOf([inputs, ...layers.map((one) => one.units)]);
    const tallest = Math.max(...this.blocks.map((one) => one.rows));
    this.gap = Math.min(GAP, 620 / tallest);
    this.radius = Math.min(RADIUS, 0.42 * this.gap);
    this.height = this.gap * tallest + 60;
    const last = this.blocks[this.blocks.length - 1];
    const width = last.start + last.columns * GAP + 45;
    this.edges = element("svg:g", { class: "edges" });
    this.nodes = layers.map((layer, k) => Array.from({ length: layer.units }, (_, j) => this.node(k, j)));
    this.inputs = Array.from({ length: inputs }, (_, i) => this.input(i));
    const names = ["inputs", ...layers.map((one) => `${one.name}: ${one.activation}`)];
    this.node_ = element(
      "svg:svg",
      { viewBox: `0 0 ${width} ${this.height}`, role: "group", "aria-label": "network", class: "graph" },
      this.edges,
      ...this.inputs.map((one) => one.node),
      ...this.nodes.flat().map((one) => one.node),
      ...names.map((text, k) => element("svg:text", { x: this.middle(k), y: this.height - 12, class: "caption", text })),
    );
    this.lines = new Map();
  }

  /** Return the place of a neuron: block 0 is that of the inputs. */
  place(block, index) {
    const { start, rows, columns, count } = this.blocks[block];
    const [column, row] = [Math.floor(index / rows), index % rows];
    const inColumn = columns === 1 ? count : rows;
    return [start + column * GAP, (this.height - 40) / 2 + (row - 0.5 * (inColumn - 1)) * this.gap];
  }

  middle(block) {
    const { start, columns } = this.blocks[block];
    return start + 0.5 * (columns - 1) * GAP;
  }

  input(i) {
    const [x, y] = this.place(0, i);
    const text = element("svg:text", { x, y: y + 4, class: "value" });
    const title = element("svg:title", { text: this.view.inputNames[i] });
    return { text, node: element("svg:g", {}, title, element("svg:circle", { cx: x, cy: y, r: this.radius }), text) };
  }

  node(layer, neuron) {
    const [x, y] = this.place(layer + 1, neuron);
    const line = element("svg:path", { class: "spark", transform: `translate(${x} ${y})` });
    const mark = element("svg:text", { x: x + this.radius + 3, y: y - this.radius + 6, class: "mark" });
    const node = element(
      "svg:g",
      {
        class: "neuron",
        role: "button",
        tabindex: "-1",
        onclick: () => this.choose(layer, neuron),
        onkeydown: (event) => this.pressed(event, layer, neuron),
        onfocus: () => this.choose(layer, neuron),
      },
      element("svg:circle", { cx: x, cy: y, r: this.radius }),
      line,
      mark,
    );
    return { node, line, mark };
  }

  pressed(event, layer, neuron) {
    const { layers } = this.view.net;
    const move = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.choose(layer, neuron, true);
    }
    if (!move) return;
    event.preventDefault();
    const k = Math.min(Math.max(layer + move[0], 0), layers.length - 1);
    const j = Math.min(Math.max(neuron + move[1], 0), layers[k].units - 1);
    this.nodes[k][j].node.focus();
  }

  draw() {
    const { view } = this;
    const { selected } = view;
    this.drawEdges();
    this.inputs.forEach((one, i) => setText(one.text, shown(view.probe[i], 3)));
    this.nodes.forEach((column, k) => {
      column.forEach((one, j) => {
        const here = selected.layer === k && selected.neuron === j;
        const words = this.words(k, j);
        setAttributes(one.node, {
          class: `neuron${here ? " selected" : ""}${view.passed[k].a[j] === 0 ? " off" : ""}`,
          tabindex: here ? "0" : "-1",
          "aria-label": `${view.net.layers[k].name} neuron ${j}, ${words}`,
          "aria-pressed": String(here),
        });
        setText(one.mark, this.signs(k, j));
        setAttribute(one.line, "d", view.net.inputs === 1 ? this.spark(k, j) : "");
      });
    });
  }

  words(k, j) {
    const marks = this.view.marks[k];
    const { bias } = this.view.net.layers[k];
    const known = Object.entries({ dead: "dead", saturated: "saturated", alwaysOn: "always on", duplicate: "duplicate" })
      .filter(([key]) => marks[key][j])
      .map(([, word]) => word);
    return [
      bias ? `bias ${shown(bias[j])}` : "no bias",
      `output ${shown(this.view.passed[k].a[j])}`,
      ...known,
    ].join(", ");
  }

  signs(k, j) {
    const marks = this.view.marks[k];
    return (marks.dead[j] ? "✕" : "") + (marks.saturated[j] ? "▬" : "") + (marks.duplicate[j] && !marks.dead[j] ? "=" : "");
  }

  /** The curve of a neuron over x, within its circle. */
  spark(k, j) {
    const { a } = this.view.over[k];
    const { units } = this.view.net.layers[k];
    const points = a.length / units;
    const value = (i) => drawable(a[i * units + j]);
    let [low, high] = [0, 0];
    for (let i = 0; i < points; i++) {
      low = Math.min(low, value(i));
      high = Math.max(high, value(i));
    }
    const side = 0.62 * this.radius;
    const scale = high > low ? (2 * side) / (high - low) : 0;
    const middle = 0.5 * (high + low);
    let d = "";
    for (let i = 0; i < points; i++) {
      const x = side * ((2 * i) / (points - 1) - 1);
      d += `${i ? "L" : "M"}${x.toFixed(1)} ${(-scale * (value(i) - middle)).toFixed(1)}`;
    }
    return d;
  }

  drawEdges() {
    const { net, selected } = this.view;
    let [count, largest] = [0, 0];
    for (const { weights } of net.layers) {
      for (const w of weights) {
        if (w !== 0) count += 1;
        largest = Math.max(largest, Math.abs(w));
      }
    }
    const all = count <= MOST_EDGES;
    const kept = new Set();
    net.layers.forEach((layer, k) => {
      layer.weights.forEach((w, place) => {
        const [i, j] = [Math.floor(place / layer.units), place % layer.units];
        const own = (selected.layer === k && selected.neuron === j) || (selected.layer === k - 1 && selected.neuron === i);
        if (w === 0 || (!all && !own)) return;
        const key = `${k} ${place}`;
        kept.add(key);
        setAttributes(this.line(key, k, i, j), {
          class: `${w > 0 ? "positive" : "negative"}${own ? " own" : ""}`,
          "stroke-width": (0.6 + ((WIDEST - 0.6) * Math.abs(w)) / largest).toFixed(2),
        });
      });
    });
    for (const [key, line] of this.lines) {
      if (!kept.has(key)) {
        line.remove();
        this.lines.delete(key);
      }
    }
  }

  line(key, k, i, j) {
    if (!this.lines.has(key)) {
      const [x1, y1] = this.place(k, i);
      const [x2, y2] = this.place(k + 1, j);
      const made = element("svg:line", { x1: x1 + this.radius, y1, x2: x2 - this.radius, y2 });
      this.edges.append(made);
      this.lines.set(key, made);
    }
    return this.lines.get(key);
  }
}

/** Return where the neurons of each layer stand: in one column, or in several if there are many. */
function blocksOf(counts) {
  let start = 45;
  return counts.map((count) => {
    const columns = Math.ceil(count / ROWS);
    const block = { start, count, columns, rows: Math.ceil(count / columns) };
    start += (columns - 1) * GAP + GAP + SPACE;
    return block;
  });
}
