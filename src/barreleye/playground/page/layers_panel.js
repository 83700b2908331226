// The layers, their activations and the loss, to be chosen.

import { element } from "./dom.js";
import { FORMULAS } from "./formulas.js";
import { MOST_LAYERS, MOST_UNITS, lossesFor, withLayers } from "./content.js";
import { NumberField } from "./number_field.js";

const PAUSE = 300; // milliseconds without a change, before the network is made anew

/** Changes the layers of the network. Weights of neurons that stay are kept. */
export class LayersPanel {
  /** @param {import("./app.js").App} app */
  constructor(app) {
    this.app = app;
    const { net, kind, loss, data } = app.view;
    const known = FORMULAS[net.dtype].activations;
    const last = net.layers.length - 1;
    /** @type {import("./content.js").LayerChoice[]} */
    this.choices = net.layers.map(({ units, activation }, k) => ({ units, activation, from: k }));
    this.net = net;
    this.waiting = 0;
    this.fields = this.choices.slice(0, last).map((_, k) => new NumberField(`neurons of ${net.layers[k].name}`, (value) => {
      this.choices[k].units = Math.min(Math.max(Math.round(value), 1), MOST_UNITS);
      this.draw();
      clearTimeout(this.waiting); // the keys or the drag may go on
      this.waiting = window.setTimeout(() => this.apply(this.choices), PAUSE);
    }, { step: 1 }));
    const functions = (k, names) => {
      const select = element(
        "select",
        { "aria-label": `activation of ${net.layers[k].name}`, onchange: () => this.change(k, { activation: select.value }) },
        ...names.map((name) => element("option", { value: name, text: name, selected: name === this.choices[k].activation })),
      );
      return select;
    };
    const all = Object.keys(known);
    const hidden = this.fields.map((field, k) => element(
      "div", { class: "fields" }, field.node, functions(k, all.filter((name) => !known[name].rowwise || name === this.choices[k].activation)),
      element("button", { type: "button", text: "Remove", "aria-label": `remove ${net.layers[k].name}`, onclick: () => this.remove(k) }),
    ));
    const losses = element(
      "select",
      { "aria-label": "loss", onchange: () => this.app.history.show({ ...this.app.history.content, loss: losses.value }, `loss ${losses.value}`) },
      ...lossesFor(net, kind, this.choices[last].activation, data).map((name) =>
        element("option", { value: name, text: FORMULAS[net.dtype].losses[name].label, selected: name === loss })),
    );
    const several = all.filter((name) => net.outputs > 1 || !known[name].rowwise);
    const { activation } = this.choices[last];
    const fitting = kind === "numbers" || (net.outputs > 1 && kind === "classes" ? ["softmax", "log_softmax"] : ["sigmoid"]).includes(activation);
    this.node = element(
      "details",
      { class: "layers" },
      element("summary", { text: "Layers and loss" }),
      ...hidden,
      element("p", {}, element("button", {
        type: "button", text: "Add a hidden layer", disabled: last >= MOST_LAYERS, onclick: () => this.add(),
      })),
      element("div", { class: "fields" }, element("label", {}, "output ", functions(last, several)), element("label", {}, "loss ", losses)),
      fitting ? null : element("p", { class: "carries", text: "With this output the library predicts numbers, not classes." }),
      element("p", { class: "carries", text: "Weights of neurons that stay are kept. Re-roll draws all of them anew." }),
    );
    this.draw();
  }

  draw() {
    this.fields.forEach((field, k) => field.show(this.choices[k].units));
  }

  /** Something else is changed first: what was not applied yet is dropped. */
  cancel() {
    clearTimeout(this.waiting);
    const { layers } = this.net;
    this.choices.forEach((one, k) => (one.units = layers[k].units));
    this.draw();
  }

  change(k, what) {
    this.apply(this.choices.map((one, i) => (i === k ? { ...one, ...what } : one)));
  }

  add() {
    const last = this.choices.length - 1;
    const { units, activation } = this.choices[last - 1] ?? { units: 8, activation: "relu" };
    this.apply([...this.choices.slice(0, last).map((one) => ({ ...one })), { units, activation, from: null }, this.choices[last]]);
  }

  remove(k) {
    this.apply(this.choices.filter((_, i) => i !== k));
  }

  apply(given) {
    clearTimeout(this.waiting);
    const choices = given.map((one) => ({ ...one })); // cancel brings the panel's own back
    const { history, options } = this.app;
    const same = choices.length === history.net.layers.length
      && choices.every(({ units, activation }, k) => units === history.net.layers[k].units && activation === history.net.layers[k].activation);
    if (same) return;
    history.show(withLayers(history.content, choices, options.seed), `layers ${choices.map((one) => `${one.units} ${one.activation}`).join(", ")}`);
  }
}
