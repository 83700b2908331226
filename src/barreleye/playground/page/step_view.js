// A step of training explained: forward, loss, gradients and update, with the numbers of the selected neuron.

import { element, setText } from "./dom.js";
import { explainedStep, slopeByDifference } from "./explained_step.js";
import { shown } from "./expressions.js";
import { choiceOf, fixedPlaces, learned } from "./jobs.js";
import { NumberField } from "./number_field.js";
import { part } from "./training.js";
import { FORMULAS } from "./formulas.js";

const MOST = 24; // parameters that are listed
const MOST_WORK = 2e8; // multiplications of passes for quotients of differences: some half a second

/** Explains what the next step would do. */
export class StepView {
  /**
   * @param {import("./view_state.js").ViewState} view
   * @param {import("./history.js").History} history
   * @param {import("./jobs.js").Options} options
   */
  constructor(view, history, options) {
    this.view = view;
    this.history = history;
    this.options = options;
    this.row = 0;
    this.which = element(
      "select",
      { "aria-label": "rows of the step", onchange: () => this.draw() },
      element("option", { text: "one row" }), element("option", { text: "all rows" }),
    );
    this.field = new NumberField("row", (value) => {
      this.row = Math.min(Math.max(Math.round(value), 0), (view.data?.rows ?? 1) - 1);
      this.draw();
    }, { step: 1 });
    this.layers = element("tbody");
    this.chain = element("div", { class: "chain" });
    this.parameters = element("tbody");
    this.left = element("p", { class: "carries" });
    const table = (name, header, body) => element(
      "div", { class: "scroll", tabindex: "0", role: "group", "aria-label": name },
      element("table", {}, element("thead", {}, element("tr", {}, ...header.map((text) => element("th", { text })))), body),
    );
    this.node = element(
      "details",
      { class: "step", ontoggle: () => this.draw() },
      element("summary", { text: "A step explained" }),
      element("div", { class: "fields" }, element("label", {}, "on ", this.which), this.field.node,
        element("button", { type: "button", text: "Take this step", onclick: () => this.take() })),
      this.chain,
      table("the selected neuron", ["parameter", "value", "gradient", "by difference", "update", "new value"], this.parameters),
      this.left,
      table("layers", ["layer", "norm of weights", "of gradient", "of update", "update / weights"], this.layers),
    );
  }

  /** The step, computed once for the parameters as they are. */
  get step() {
    const { view } = this;
    const all = this.which.selectedIndex === 1;
    const { name, rate, options } = choiceOf(view.net.dtype, this.options);
    return view.once(`step ${all ? "all" : this.row} ${name} ${rate}`, () => {
      const data = all ? learned(view) : part(learned(view), [this.row], view.net.inputs);
      return { ...explainedStep(view.net, data, view.loss, { name, rate, options }, fixedPlaces(view)), data };
    });
  }

  take() {
    this.history.replace(this.step.after.vector, "a step, explained");
  }

  draw() {
    if (!this.node.open) return;
    this.field.node.hidden = this.which.selectedIndex === 1;
    this.field.show(this.row);
    this.chain.replaceChildren(...this.words().map((text) => element("p", { text })));
    this.parameters.replaceChildren(...this.own().map((cells) => rowOf(cells)));
    this.layers.replaceChildren(...this.byLayer().map((cells) => rowOf(cells)));
  }

  /** What happens, step by step, with the numbers of the selected neuron. */
  words() {
    const { view, step } = this;
    const { layer, neuron } = view.selected;
    const { label, onLogits } = FORMULAS[view.net.dtype].losses[view.loss];
    const { optimizers } = FORMULAS[view.net.dtype];
    const { rows, X, Y } = step.data;
    const last = step.records[step.records.length - 1];
    const many = `${rows.toLocaleString("en")} rows`;
    const one = rows === 1;
    const wanted = Y instanceof Int32Array ? `class ${Y[0]}` : list(Y);
    const name = `${view.net.layers[layer].name} neuron ${neuron}`;
    const own = view.net.layers[layer];
    const [z, dz] = [step.records[layer].z, step.byLayer[layer]];
    const words = [
      one
        ? `1. Forward: input ${list(X)} → output ${list(last.a)}; wanted ${wanted}; ${label} ${shown(step.loss)}.`
        : `1. Forward: mean ${label} of ${many} ${shown(step.loss)}.`,
    ];
    if (layer === view.net.layers.length - 1) {
      const of = onLogits ? "the loss takes z itself" : `by the outputs, times the slope of ${own.activation}`;
      words.push(`2. Back: ∂loss/∂z of ${name} is ${one ? shown(dz[neuron]) : "one number per row"} (${of}).`);
    } else if (one) {
      const above = view.net.layers[layer + 1];
      const terms = Array.from({ length: above.units }, (_, j) => [above.weights[neuron * above.units + j], step.byLayer[layer + 1][j]]);
      const used = terms.filter(([w, d]) => w !== 0 && d !== 0);
      const da = terms.reduce((sum, [w, d]) => sum + w * d, 0);
      const sum = used.slice(0, 4).map(([w, d]) => `${shown(w)} · ${shown(d)}`).join(" + ") || "0";
      const slope = own.f.rowwise ? "" : `; slope of ${own.activation} at z = ${shown(z[neuron])} is ${shown(own.f.slope(z[neuron]))}`;
      words.push(`2. Back to ${name}: ∂loss/∂a = ${sum}${used.length > 4 ? ` + … ${used.length - 4} more` : ""} = ${shown(da)}${slope}; so ∂loss/∂z = ${shown(dz[neuron])}.`);
    } else words.push(`2. Back: ∂loss/∂z of ${name} is one number per row, the sum over what uses its output, times its slope.`);
    words.push(one
      ? "3. Gradients: of a weight it is its input times ∂loss/∂z, of the bias ∂loss/∂z itself."
      : "3. Gradients: of a weight it is the sum over the rows of its input times ∂loss/∂z, of the bias that of ∂loss/∂z.");
    words.push(`4. Update by ${optimizers[this.options.optimizer].label}, in its first step, with learning rate ${shown(this.options.rate)}; then the loss is ${shown(step.lossAfter)}.`);
    return words;
  }

  /** The parameters of the selected neuron. */
  own() {
    const { view, step } = this;
    const { layer, neuron } = view.selected;
    const { weights, bias } = view.places(layer, neuron);
    const places = weights.map((place, i) => ({ place, name: `weight ${i}` }));
    if (bias >= 0) places.push({ place: bias, name: "bias" });
    const few = places.length > MOST ? [...places.slice(0, MOST - 1), places[places.length - 1]] : places;
    setText(this.left, places.length > few.length ? `${places.length - few.length} more weights are not listed.` : "");
    return few.map(({ place, name }) => {
      const value = view.net.vector[place];
      const by = few.length * step.data.rows * view.net.vector.length > MOST_WORK ? NaN : slopeByDifference(view.net, step.data, view.loss, place);
      const [gradient, after] = [step.gradient[place], step.after.vector[place]];
      return [name, shown(value), shown(gradient), Number.isNaN(by) ? "too many rows" : shown(by), shown(after - value), shown(after)];
    });
  }

  byLayer() {
    const { view, step } = this;
    return view.net.layers.map((layer, k) => {
      const places = Array.from({ length: layer.units }, (_, j) => view.places(k, j)).flatMap((one) => [...one.weights, one.bias]);
      const norm = (value) => Math.sqrt(places.filter((p) => p >= 0).reduce((sum, p) => sum + value(p) ** 2, 0));
      const [w, g, u] = [norm((p) => view.net.vector[p]), norm((p) => step.gradient[p]), norm((p) => step.after.vector[p] - view.net.vector[p])];
      return [layer.name, shown(w), shown(g), shown(u), w ? shown(u / w, 3) : ""];
    });
  }
}

/** @param {string[]} cells */
function rowOf([name, ...cells]) {
  return element("tr", {}, element("th", { scope: "row", text: name }), ...cells.map((text) => element("td", { text })));
}

function list(numbers) {
  const few = Array.from(numbers.slice(0, 4), (one) => shown(one)).join(", ");
  return numbers.length > 4 ? `${few}, …` : few;
}
