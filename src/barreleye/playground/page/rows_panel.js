// Rows of one's own, pasted as text, in place of those that the page came with.

import { element, setText } from "./dom.js";
import { pastedRows } from "./pasted_rows.js";

/** Takes pasted rows. */
export class RowsPanel {
  /**
   * @param {{ inputs: number, outputs: number, kind: string }} wanted
   * @param {(pasted: import("./pasted_rows.js").Pasted) => void} taken
   */
  constructor(wanted, taken) {
    const last = wanted.kind === "numbers" ? `${wanted.outputs} wanted ${wanted.outputs === 1 ? "number" : "numbers"}` : "the class";
    const words = `Lines with ${wanted.inputs} ${wanted.inputs === 1 ? "input" : "inputs"} and ${last}, between commas, semicolons or tabs.`;
    const area = element("textarea", { rows: 6, "aria-label": "rows", spellcheck: "false" });
    const message = element("p", { role: "status" });
    const take = () => {
      try {
        const pasted = pastedRows(area.value, wanted);
        taken(pasted);
      } catch (error) {
        message.className = "refusal";
        setText(message, `${/** @type {Error} */ (error).message}.`);
      }
    };
    this.node = element(
      "details",
      { class: "rows" },
      element("summary", { text: "Rows of your own" }),
      element("p", { class: "carries", text: words }),
      area,
      element("p", {}, element("button", { type: "button", text: "Take these rows", onclick: take })),
      message,
    );
  }
}
