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
    this.target = element("svg:path", { class: "target" });
    this.curves = Array.from({ length: view.net.outputs }, (_, j) => element("svg:path", { class: `curve output${j % 8}` }));
    this.knots = element("svg:g", { class: "knots" });
    this.probe = element("svg:line", {
      class: "probe", y1: 12, y2: HEIGHT - 28, role: "slider", tabindex: "0", "aria-label": "probe x",
      onkeydown: (event) => this.pressedProbe(event),
    });
    this.point = element("svg:circle", { class: "probe-point", r: 5 });
    this.slope = this.slopeHandle();
    /** @type {{ node: any, knot: any }[]} */
    this.handles = [];
    this.node = element(
      "svg:svg",
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "curve-view", role: "group", "aria-label": "curve of the network" },
      this.frame, this.area, this.target, ...this.curves, this.probe, this.point, this.knots, this.slope,
    );
    draggable(this.probe, (event) => this.actions.moveProbe(this.xOf(event)));
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
    setAttribute(this.target, "d", dots(this.axes, this.view.data));
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
        cx: this.axes.x(knot.x), cy: this.axes.y(this.heightAt(knot.x)), r: own ? 8 : 5,
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
    const node = element("svg:circle", { role: "slider", class: "knot" });
    const handle = { node, knot: /** @type {any} */ (null) };
    node.addEventListener("pointerdown", () => this.actions.choose(...handle.knot.owner));
    node.addEventListener("keydown", (event) => this.pressedKnot(event, handle));
    draggable(node, (event, gesture) => {
      gesture.knot ??= handle.knot;
      gesture.y ??= event.clientY;
      const rise = event.shiftKey ? gesture.y - event.clientY : 0; // with Shift the slope changes
      this.actions.moveKnot(gesture.knot.owner, event.shiftKey ? null : this.xOf(event), rise / 120, gesture);
      gesture.y = event.clientY;
    });
    this.knots.append(node);
    return handle;
  }

  /** Beside the knot of the selected neuron: up is steeper, down less steep, and the knot stays. */
  slopeHandle() {
    const node = element("svg:rect", { role: "slider", class: "knot own slope-handle", width: 14, height: 14, rx: 3, visibility: "hidden" });
    const owner = () => [this.view.selected.layer, this.view.selected.neuron];
    node.addEventListener("keydown", (event) => {
      const rise = { ArrowUp: 0.05, ArrowDown: -0.05 }[event.key];
      if (!rise) return;
      event.preventDefault();
      this.actions.moveKnot(owner(), null, event.shiftKey ? 10 * rise : rise, {});
    });
    draggable(node, (event, gesture) => {
      gesture.y ??= gesture.from[1];
      this.actions.moveKnot(owner(), null, (gesture.y - event.clientY) / 120, gesture);
      gesture.y = event.clientY;
    });
    return node;
  }

  drawSlope() {
    const { curve, selected, net } = this.view;
    const k = curve.owners.findIndex((owners) => owners.some(([layer, j]) => layer === selected.layer && j === selected.neuron));
    if (k < 0) return setAttributes(this.slope, { visibility: "hidden", tabindex: "-1" });
    const x = this.axes.x(curve.knots[k]);
    const { name, units, weights } = net.layers[selected.layer];
    setAttributes(this.slope, {
      visibility: "visible", tabindex: "0", x: x + (x > WIDTH - 60 ? -34 : 20), y: this.axes.y(this.heightAt(curve.knots[k])) - 7,
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
    this.actions.moveKnot(handle.knot.owner, x, move[1], {});
  }

  pressedProbe(event) {
    const step = (event.shiftKey ? 0.1 : 0.01) * (this.view.high - this.view.low);
    const move = { ArrowLeft: -step, ArrowDown: -step, ArrowRight: step, ArrowUp: step }[event.key];
    if (!move) return;
    event.preventDefault();
    this.actions.moveProbe(Math.min(Math.max(this.view.probe[0] + move, this.view.low), this.view.high));
  }
}
