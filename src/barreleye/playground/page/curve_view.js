// The curve of a network with one input: data, curve, knots as handles, the area of effect, and the probe.

import { Axes, HEIGHT, WIDTH, dots } from "./axes.js";
import { draggable, element, setAttribute, setAttributes } from "./dom.js";
import { shown } from "./expressions.js";

const MARGIN = 0.12; // of the height of the data

/** Draws the curve, and moves knots and the probe. */
export class CurveView {
  /**
   * @param {import("./view_state.js").ViewState} view
   * @param {{ moveKnot: Function, choose: Function, moveProbe: Function }} actions
   */
  constructor(view, actions) {
    this.view = view;
    this.actions = actions;
    this.axes = this.newAxes();
    this.frame = element("svg:g", { "aria-hidden": "true" });
    this.area = element("svg:g", { class: "area" });
    this.targets = Array.from({ length: view.net.outputs }, (_, j) => element("svg:path", { class: `target output${j % 8}` }));
    this.curves = Array.from({ length: view.net.outputs }, (_, j) => element("svg:path", { class: `curve output${j % 8}` }));
    this.knots = element("svg:g", { class: "knots" });
    this.probe = element("svg:line", {
      class: "probe", y1: 12, y2: HEIGHT - 28, role: "slider", tabindex: "0", "aria-label": "probe x",
      onkeydown: (event) => this.pressedProbe(event),
    });
    this.point = element("svg:circle", { class: "probe-point", r: 5 });
    this.pivot = 0; // the x of the knot that the slope handle stands beside
    this.slope = this.slopeHandle();
    /** @type {{ node: any, knot: any }[]} */
    this.handles = [];
    this.node = element(
      "svg:svg",
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: `curve-view${view.net.outputs > 1 ? " several" : ""}`, role: "group", "aria-label": "curve of the network" },
      this.frame, this.area, ...this.targets, ...this.curves, this.probe, this.point, this.knots, this.slope,
    );
    const besideKnots = (/** @type {any} */ event) => !event.target.closest(".knot");
    this.node.addEventListener("pointerdown", (event) => besideKnots(event) && this.actions.moveProbe(this.xOf(event)));
    draggable(this.node, (event) => this.actions.moveProbe(this.xOf(event)), besideKnots);
    this.newFrame();
  }

  /** Return axes that hold data and curve. */
  newAxes() {
    const { view } = this;
    let [low, high] = view.extent.Y;
    if (!(low <= high)) {
      const finite = view.curve.y.flatMap((one) => Array.from(one)).filter(Number.isFinite);
      [low, high] = [Math.min(...finite), Math.max(...finite)];
    }
    if (!(low < high)) [low, high] = [Math.min(low, 0) - 1 || -1, Math.max(high, 0) + 1 || 1];
    const margin = MARGIN * (high - low);
    return new Axes([view.low, view.high], [low - margin, high + margin]);
  }

  newFrame() {
    this.axes = this.newAxes();
    this.frame.replaceChildren(...this.axes.drawn());
    this.targets.forEach((path, j) => setAttribute(path, "d", dots(this.axes, this.view.data, j)));
  }

  /** Return the x under a pointer. */
  xOf(event) {
    const box = this.node.getBoundingClientRect();
    const x = this.axes.xAt(((event.clientX - box.left) / box.width) * WIDTH);
    return Math.min(Math.max(x, this.view.low), this.view.high);
  }

  /** Return what stands under a pointer: x and y, and the place in the picture. */
  at(event) {
    const box = this.node.getBoundingClientRect();
    const spot = [((event.clientX - box.left) / box.width) * WIDTH, ((event.clientY - box.top) / box.height) * HEIGHT];
    return { place: [this.xOf(event), this.axes.yAt(spot[1])], spot };
  }

  draw() {
    const { view, axes } = this;
    const { curve } = view;
    this.curves.forEach((path, j) => setAttribute(path, "d", axes.path(curve.x, curve.y.map((one) => one[j]))));
    this.area.replaceChildren(
      ...view.area.map(([start, end]) =>
        element("svg:rect", { x: axes.x(start), width: Math.max(1, axes.x(end) - axes.x(start)), y: 12, height: HEIGHT - 40 }),
      ),
    );
    const x = view.probe[0];
    const y = view.passed[view.passed.length - 1].a[0];
    setAttributes(this.probe, {
      x1: axes.x(x), x2: axes.x(x), "aria-valuenow": x, "aria-valuemin": view.low, "aria-valuemax": view.high,
      "aria-valuetext": `x ${shown(x)}, output ${shown(y)}`,
    });
    setAttributes(this.point, { cx: axes.x(x), cy: axes.y(y) });
    this.drawKnots();
    this.drawSlope();
    setAttribute(this.node, "aria-label", `curve of the network, ${this.words()}`);
  }

  words() {
    const { curve } = this.view;
    if (!curve.exact) return "sampled, because an activation is curved";
    return `exact, ${curve.bends.filter(Boolean).length} knots`;
  }

  drawKnots() {
    const { curve, selected } = this.view;
    const shownKnots = curve.knots
      .map((x, k) => ({ x, k, owner: this.ownerOf(k) }))
      .filter(({ k, owner }) => curve.bends[k] || (owner[0] === selected.layer && owner[1] === selected.neuron));
    while (this.handles.length < shownKnots.length) this.handles.push(this.newHandle());
    this.handles.forEach((handle, i) => {
      const knot = shownKnots[i];
      setAttribute(handle.node, "visibility", knot ? "visible" : "hidden");
      if (!knot) return setAttribute(handle.node, "tabindex", "-1");
      handle.knot = knot;
      const [layer, neuron] = knot.owner;
      const own = layer === selected.layer && neuron === selected.neuron;
      setAttributes(handle.node, {
        class: own ? "knot own" : "knot",
        tabindex: own ? "0" : "-1",
        transform: `translate(${this.axes.x(knot.x)} ${this.axes.y(this.heightAt(knot.x))})`,
        "aria-label": `knot of ${this.view.net.layers[layer].name} neuron ${neuron}`,
        "aria-valuenow": knot.x, "aria-valuetext": `x ${shown(knot.x)}`,
        "aria-valuemin": this.view.low, "aria-valuemax": this.view.high,
      });
    });
  }

  /** The selected neuron, if the knot is one of its own, else the first owner. */
  ownerOf(k) {
    const { selected, curve } = this.view;
    const owners = curve.owners[k];
    return owners.find(([layer, j]) => layer === selected.layer && j === selected.neuron) ?? owners[0] ?? [-1, -1];
  }

  heightAt(x) {
    const { curve } = this.view;
    const i = curve.x.indexOf(x);
    return i >= 0 ? curve.y[i][0] : 0;
  }

  newHandle() {
    const node = element("svg:g", { role: "slider", class: "knot" }, element("svg:circle", { class: "hit" }), element("svg:circle", { class: "dot" }));
    const handle = { node, knot: /** @type {any} */ (null) };
    node.addEventListener("pointerdown", () => this.actions.choose(...handle.knot.owner));
    node.addEventListener("keydown", (event) => this.pressedKnot(event, handle));
    draggable(node, (event, gesture) => {
      gesture.knot ??= { ...handle.knot };
      gesture.y ??= event.clientY;
      const { knot } = gesture;
      const rise = event.shiftKey ? gesture.y - event.clientY : 0; // with Shift the slope changes
      const to = event.shiftKey ? null : this.xOf(event);
      this.actions.moveKnot(knot.owner, knot.x, to, rise / 120, gesture);
      knot.x = to ?? knot.x;
      gesture.y = event.clientY;
    });
    this.knots.append(node);
    return handle;
  }

  /** Beside the knot of the selected neuron: up is steeper, down less steep, and the knot stays. */
  slopeHandle() {
    const node = element(
      "svg:g", { role: "slider", class: "knot own slope-handle", visibility: "hidden" },
      element("svg:circle", { class: "hit" }), element("svg:rect", { class: "dot", x: -7, y: -7, width: 14, height: 14, rx: 3 }),
    );
    const owner = () => [this.view.selected.layer, this.view.selected.neuron];
    node.addEventListener("keydown", (event) => {
      const rise = { ArrowUp: 0.05, ArrowDown: -0.05 }[event.key];
      if (!rise) return;
      event.preventDefault();
      this.actions.moveKnot(owner(), this.pivot, null, event.shiftKey ? 10 * rise : rise, {});
    });
    draggable(node, (event, gesture) => {
      gesture.y ??= gesture.from[1];
      this.actions.moveKnot(owner(), this.pivot, null, (gesture.y - event.clientY) / 120, gesture);
      gesture.y = event.clientY;
    });
    return node;
  }

  drawSlope() {
    const { curve, selected, net } = this.view;
    const k = curve.owners.findIndex((owners) => owners.some(([layer, j]) => layer === selected.layer && j === selected.neuron));
    if (k < 0) return setAttributes(this.slope, { visibility: "hidden", tabindex: "-1" });
    this.pivot = curve.knots[k];
    const x = this.axes.x(this.pivot);
    const y = this.axes.y(this.heightAt(this.pivot));
    const { name, units, weights } = net.layers[selected.layer];
    setAttributes(this.slope, {
      visibility: "visible", tabindex: "0", transform: `translate(${x + (x > WIDTH - 60 ? -30 : 30)} ${y})`,
      "aria-label": `slope of ${name} neuron ${selected.neuron}`, "aria-valuenow": weights[selected.neuron],
      "aria-valuetext": `weight ${shown(weights[selected.neuron])}${net.layers[selected.layer].inputs > 1 ? `, the first of ${weights.length / units}` : ""}`,
    });
  }

  pressedKnot(event, handle) {
    const step = (event.shiftKey ? 0.1 : 0.01) * (this.view.high - this.view.low);
    const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, 0.05], ArrowDown: [0, -0.05] };
    const move = moves[event.key];
    if (!move || !handle.knot) return;
    event.preventDefault();
    const x = move[0] ? Math.min(Math.max(handle.knot.x + move[0], this.view.low), this.view.high) : null;
    this.actions.moveKnot(handle.knot.owner, handle.knot.x, x, move[1], {});
  }

  pressedProbe(event) {
    const step = (event.shiftKey ? 0.1 : 0.01) * (this.view.high - this.view.low);
    const move = { ArrowLeft: -step, ArrowDown: -step, ArrowRight: step, ArrowUp: step }[event.key];
    if (!move) return;
    event.preventDefault();
    this.actions.moveProbe(Math.min(Math.max(this.view.probe[0] + move, this.view.low), this.view.high));
  }
}
