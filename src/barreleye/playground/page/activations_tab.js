// All activations side by side, for one neuron or two in series: y = f(w·x + b), and f(w₂·y + b₂).

import { element, setAttribute, setText } from "./dom.js";
import { FORMULAS } from "./formulas.js";
import { shown } from "./expressions.js";
import { NumberField } from "./number_field.js";

const [WIDTH, HEIGHT] = [220, 130];
const [LOW, HIGH] = [-4, 4];
const POINTS = 161;

/** Shows every element-wise activation with the same weight and bias. */
export class ActivationsTab {
  constructor() {
    this.values = { w: 1, b: 0, w2: 1, b2: 0 };
    const names = { w: "weight", b: "bias", w2: "second weight", b2: "second bias" };
    this.fields = Object.keys(names).map((key) => {
      const field = new NumberField(names[key], (value) => {
        this.values[key] = value;
        this.draw();
      });
      return { key, field };
    });
    this.series = element("input", { type: "checkbox", onchange: () => this.draw() });
    this.at = new NumberField("x", (value) => {
      this.x = Math.min(Math.max(value, LOW), HIGH);
      this.draw();
    });
    this.x = 1;
    const known = Object.entries(FORMULAS.float64.activations).filter(([, f]) => !f.rowwise);
    this.cells = known.map(([name, f]) => this.cell(name, f));
    this.node = element(
      "section",
      { class: "wide", "aria-label": "activations" },
      element(
        "div",
        { class: "fields" },
        ...this.fields.map((one) => one.field.node),
        element("label", { class: "switch" }, this.series, " a second neuron in series"),
        this.at.node,
      ),
      element("p", { class: "carries", text: "Solid: the output over x from −4 to 4. Dashed: its slope. The dot is at x." }),
      element("div", { class: "cells" }, ...this.cells.map((one) => one.node)),
    );
    this.draw();
  }

  cell(name, f) {
    const value = element("svg:path", { class: "curve" });
    const slope = element("svg:path", { class: "slope" });
    const zero = element("svg:path", { class: "rule" });
    const dot = element("svg:circle", { class: "probe-point", r: 4 });
    const words = element("figcaption");
    const node = element(
      "figure",
      {},
      element("svg:svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": name }, zero, slope, value, dot),
      words,
    );
    return { name, f, value, slope, zero, dot, words, node };
  }

  /** Return output and slope at an x. */
  at_(f, x) {
    const { w, b, w2, b2 } = this.values;
    const z = w * x + b;
    const [y, s] = [f.value(z), w * f.slope(z)];
    if (!this.series.checked) return [y, s];
    const z2 = w2 * y + b2;
    return [f.value(z2), s * w2 * f.slope(z2)];
  }

  draw() {
    for (const { key, field } of this.fields) {
      field.show(this.values[key]);
      setAttribute(field.node, "hidden", key.endsWith("2") && !this.series.checked);
    }
    this.at.show(this.x);
    const x = Array.from({ length: POINTS }, (_, i) => LOW + ((HIGH - LOW) * i) / (POINTS - 1));
    for (const cell of this.cells) {
      const points = x.map((one) => this.at_(cell.f, one));
      const finite = points.flat().filter(Number.isFinite);
      const [low, high] = [Math.min(-0.2, ...finite), Math.max(1.2, ...finite)];
      const place = (at, value) => [
        ((at - LOW) / (HIGH - LOW)) * WIDTH,
        HEIGHT - 6 - ((value - low) / (high - low)) * (HEIGHT - 12),
      ];
      const path = (k) => points.map((one, i) => `${i ? "L" : "M"}${place(x[i], one[k]).map((v) => v.toFixed(1)).join(" ")}`).join("");
      setAttribute(cell.value, "d", path(0));
      setAttribute(cell.slope, "d", path(1));
      setAttribute(cell.zero, "d", `M0 ${place(0, 0)[1]}H${WIDTH}M${WIDTH / 2} 0V${HEIGHT}`);
      const [y, s] = this.at_(cell.f, this.x);
      const [cx, cy] = place(this.x, y);
      setAttribute(cell.dot, "cx", cx.toFixed(1));
      setAttribute(cell.dot, "cy", cy.toFixed(1));
      setText(cell.words, `${cell.name}: ${shown(y)}, slope ${shown(s)}`);
    }
  }
}
