// The numbers of the selected neuron: its weights, its bias, its outputs' weights, and the formula with these numbers.

import { element, setAttribute, setText } from "./dom.js";
import { shown } from "./expressions.js";
import { NumberField } from "./number_field.js";

const MOST = 64; // fields of one kind: more would not be found in a list, and the tab of the weights has them all

/** Shows and changes the selected neuron. */
export class Inspector {
  /**
   * @param {import("./view_state.js").ViewState} view
   * @param {import("./history.js").History} history
   * @param {() => void} changed is called when what is shown changes, and no number
   */
  constructor(view, history, changed) {
    this.view = view;
    this.history = history;
    this.changed = changed;
    this.title = element("h2", { id: "neuron-title" });
    this.state = element("p", { class: "state" });
    this.formula = element("p", { class: "formula" });
    this.incoming = element("div", { class: "fields", role: "group", "aria-label": "weights of its inputs" });
    this.outgoing = element("div", { class: "fields", role: "group", "aria-label": "weights that use its output" });
    this.node = element(
      "section",
      { class: "inspector", "aria-labelledby": "neuron-title" },
      this.title, this.state, this.incoming, this.outgoing, this.formula,
    );
    this.shownFor = "";
    this.fields = [];
  }

  draw() {
    const { view } = this;
    const { layer, neuron } = view.selected;
    const key = `${layer} ${neuron}`;
    if (this.shownFor !== key) {
      this.build(layer, neuron);
      this.shownFor = key;
    }
    for (const { field, place, pin } of this.fields) {
      field.show(view.net.vector[place]);
      const pinned = view.pinned.has(place);
      field.input.readOnly = pinned;
      setAttribute(pin, "aria-pressed", String(pinned));
    }
    const marks = view.marks[layer];
    const on = view.passed[layer].a[neuron] !== 0 ? "active at the probe" : "0 at the probe";
    const words = [on];
    if (marks.dead[neuron]) words.push("dead: 0 on all rows");
    if (marks.saturated[neuron]) words.push("saturated on nearly all rows");
    if (marks.alwaysOn[neuron]) words.push("always on: it acts as a line");
    if (marks.duplicate[neuron]) words.push("the same as another neuron");
    if (view.net.inputs === 1) words.push(this.areaInWords());
    setText(this.state, `${words.join("; ")}.`);
    setText(this.formula, this.formulaInWords(layer, neuron));
  }

  areaInWords() {
    const areas = this.view.area.map(([start, end]) => `${shown(start)} to ${shown(end)}`);
    return areas.length ? `area of effect ${areas.join(", ")}` : "no area of effect";
  }

  formulaInWords(layer, neuron) {
    const { net, passed } = this.view;
    const { inputs, units, weights, bias, activation } = net.layers[layer];
    const { x, z, a } = passed[layer];
    const terms = [];
    for (let i = 0; i < inputs; i++) {
      const w = weights[i * units + neuron];
      if (w !== 0) terms.push(`${shown(w)} · ${shown(x[i])}`);
    }
    const many = terms.length > 8 ? [...terms.slice(0, 8), `… ${terms.length - 8} more`] : terms;
    const sum = [...many, ...(bias ? [shown(bias[neuron])] : [])].join(" + ").replaceAll("+ −", "− ");
    return `z = ${sum || "0"} = ${shown(z[neuron])};  ${activation}(z) = ${shown(a[neuron])}`;
  }

  build(layer, neuron) {
    const { net } = this.view;
    const { weights, bias } = this.view.places(layer, neuron);
    const below = (i) => (layer ? `${net.layers[layer - 1].name} ${i}` : this.view.inputNames[i]);
    const outputs = layer === net.layers.length - 1 && net.outputs > 1 ? ` (${this.view.outputNames[neuron]})` : "";
    setText(this.title, `${net.layers[layer].name}, neuron ${neuron}${outputs}`);
    this.fields = [];
    const shownHere = (place) => !this.view.mask || this.view.mask.has(place);
    const field = (name, place) => {
      if (!shownHere(place)) return null;
      const made = new NumberField(name, (value, gesture) => {
        if (!Number.isFinite(this.view.rowsOf([value])[0])) throw new Error(`${shown(value)} is too large for ${net.dtype}`);
        if (this.view.pinned.has(place)) throw new Error("it is pinned");
        this.history.set([[place, value]], `${name} = ${value}`, gesture);
      }, { zero: true });
      const pin = element("button", { type: "button", class: "pin", text: "pin", "aria-label": `pin ${name}`, onclick: () => this.pin(place) });
      this.fields.push({ field: made, place, pin });
      return element("span", { class: "pinnable" }, made.node, pin);
    };
    const single = weights.filter(shownHere).length === 1;
    const left = (many) => (many > MOST ? element("p", { class: "carries", text: `${many - MOST} more weights are on the tab “Weights”.` }) : null);
    this.incoming.replaceChildren(
      ...[...weights.slice(0, MOST).map((place, i) => field(single ? "weight" : `weight of ${below(i)}`, place)),
      ...(bias >= 0 ? [field("bias", bias)] : []), left(weights.filter(shownHere).length)].filter(Boolean),
    );
    const above = net.layers[layer + 1];
    this.outgoing.replaceChildren(
      ...(above
        ? [...Array.from({ length: Math.min(MOST, above.units) }, (_, j) =>
            field(`to ${above.name} ${j}`, this.view.places(layer + 1, j).weights[neuron]),
          ), left(this.view.mask ? 0 : above.units)].filter(Boolean)
        : []),
    );
  }

  /** Keep a parameter as it is, or let it be changed again. */
  pin(place) {
    const { pinned } = this.view;
    if (!pinned.delete(place)) pinned.add(place);
    this.view.forget(); // what a step would do depends on it
    this.changed();
  }
}
