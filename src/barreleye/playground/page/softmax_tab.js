// Softmax, step by step: the naive form beside the one that is shifted by the largest logit, in float32 and float64.

import { element, setText } from "./dom.js";
import { FORMULAS } from "./formulas.js";
import { shown } from "./expressions.js";
import { NumberField } from "./number_field.js";

const MOST = 8;
const ROUNDINGS = 1e4; // in which both forms may differ: where exp nears the end of the range of numbers, digits are lost

/** Shows every number of both forms. */
export class SoftmaxTab {
  constructor() {
    this.logits = [2, 4, 1000];
    this.temperature = 1;
    this.dtype = element(
      "select",
      { "aria-label": "type of numbers", onchange: () => this.draw() },
      element("option", { value: "float64", text: "float64" }),
      element("option", { value: "float32", text: "float32" }),
    );
    this.heat = new NumberField("temperature", (value) => {
      if (!(value > 0)) throw new Error("a temperature is above 0");
      this.temperature = value;
      this.draw();
    });
    this.fields = element("div", { class: "fields", role: "group", "aria-label": "logits" });
    this.body = element("tbody");
    this.verdict = element("p", { role: "status" });
    const button = (text, onclick) => element("button", { type: "button", text, onclick });
    this.more = button("One more", () => this.resize(1));
    this.fewer = button("One fewer", () => this.resize(-1));
    const header = ["class", "logit", "÷ temperature", "naive: exp", "naive: share", "− largest", "exp", "softmax", "as a bar"];
    this.node = element(
      "section",
      { class: "wide", "aria-label": "softmax" },
      this.fields,
      element("div", { class: "fields" }, this.heat.node, element("label", {}, "numbers in ", this.dtype), this.more, this.fewer),
      element(
        "div",
        { class: "scroll", tabindex: "0", role: "group", "aria-label": "steps of softmax" },
        element("table", {}, element("thead", {}, element("tr", {}, ...header.map((text) => element("th", { text })))), this.body),
      ),
      this.verdict,
    );
    /** @type {NumberField[]} */
    this.numbers = [];
    this.build();
  }

  resize(by) {
    if (by > 0) this.logits.push(0);
    else this.logits.pop();
    this.build();
  }

  build() {
    this.numbers = this.logits.map((_, k) => {
      return new NumberField(`logit ${k}`, (value) => {
        this.logits[k] = value;
        this.draw();
      }, { step: 0.1 });
    });
    this.fields.replaceChildren(...this.numbers.map((one) => one.node));
    this.more.disabled = this.logits.length >= MOST;
    this.fewer.disabled = this.logits.length <= 2;
    this.draw();
  }

  /** Return every step of both forms, rounded as the type of numbers rounds. */
  computed() {
    const round = this.dtype.value === "float32" ? Math.fround : (x) => x;
    const z = this.logits.map((one) => round(round(one) / round(this.temperature)));
    const naive = z.map((one) => round(Math.exp(one)));
    const total = naive.reduce((sum, one) => round(sum + one), 0);
    const most = Math.max(...z);
    const shifted = z.map((one) => round(one - most));
    const softmax = new Float64Array(z.length);
    FORMULAS[this.dtype.value].activations.softmax.value(Float64Array.from(z), softmax);
    return {
      z, naive, shifted,
      shares: naive.map((one) => round(one / total)),
      exp: shifted.map((one) => round(Math.exp(one))),
      softmax: Array.from(softmax, round),
    };
  }

  draw() {
    this.numbers.forEach((field, k) => field.show(this.logits[k]));
    this.heat.show(this.temperature);
    const { z, naive, shares, shifted, exp, softmax } = this.computed();
    const eps = this.dtype.value === "float32" ? 2 ** -24 : 2 ** -53;
    const off = (k) => !(Math.abs(shares[k] - softmax[k]) <= ROUNDINGS * eps * softmax[k]);
    const wrong = (value, k) => (Number.isFinite(value) && !off(k) ? "" : "wrong");
    this.body.replaceChildren(
      ...z.map((_, k) => {
        const cell = (value, name = "") => element("td", { class: name, text: shown(value) });
        const bar = element("td", { class: "bar" }, element("meter", { min: 0, max: 1, value: softmax[k], "aria-label": `softmax of class ${k}` }));
        return element(
          "tr",
          {},
          element("th", { scope: "row", text: String(k) }),
          cell(this.logits[k]), cell(z[k]), cell(naive[k], wrong(naive[k], k)), cell(shares[k], wrong(shares[k], k)),
          cell(shifted[k]), cell(exp[k]), cell(softmax[k]), bar,
        );
      }),
    );
    const limit = this.dtype.value === "float32" ? "88.7" : "709.8";
    const fails = shares.some((_, k) => off(k));
    setText(
      this.verdict,
      fails
        ? `The naive form fails: exp overflows ${this.dtype.value} above ${limit}, and far below 0 it loses its digits. The shifted form has no logit above 0, and its largest exponential is 1.`
        : `Both forms agree here. exp overflows ${this.dtype.value} above ${limit}.`,
    );
  }
}
