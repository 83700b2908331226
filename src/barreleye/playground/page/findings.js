// What the library's examination of the network found, before the page was made: it is old after the first change.

import { element, setText } from "./dom.js";

/** @typedef {{ id: string, name: string, said: string, cause: string, cure: string, layer: string, neurons: number[] }} Finding */

/** Shows findings, and goes to their neurons. */
export class Findings {
  /**
   * @param {Finding[]} findings
   * @param {import("./network.js").Network} net
   * @param {(layer: number, neuron: number) => void} choose
   */
  constructor(findings, net, choose) {
    this.age = element("p", { class: "carries" });
    const many = findings.length === 1 ? "1 finding" : `${findings.length} findings`;
    this.node = element(
      "section",
      { class: "findings", "aria-labelledby": "findings-title" },
      element("h2", { id: "findings-title", text: `Health: ${findings.length ? many : "nothing found"}` }),
      ...findings.map((one) => {
        const layer = net.layers.findIndex((view) => view.name === one.layer);
        const go = one.neurons.slice(0, 8).map((neuron) =>
          element("button", { type: "button", text: String(neuron), "aria-label": `${one.layer} neuron ${neuron}`, onclick: () => choose(layer, neuron) }),
        );
        return element(
          "details",
          {},
          element("summary", { text: `${one.id} ${one.name}: ${one.said}` }),
          element("p", { text: `Cause: ${one.cause}.` }),
          element("p", {}, "Cure: ", element("code", { text: one.cure })),
          go.length ? element("p", {}, "Go to neuron ", ...go) : null,
        );
      }),
      this.age,
    );
  }

  draw(changed) {
    setText(this.age, changed ? "The network was changed since: make the page anew to examine it again." : "");
  }
}
