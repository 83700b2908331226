// Rows of one's own: drawn with the pointer, added one by one, or pasted as text.

import { element, setText } from "./dom.js";
import { listedRows } from "./content.js";
import { NumberField } from "./number_field.js";
import { MOST_ROWS, pastedRows } from "./pasted_rows.js";

/** Takes rows. */
export class RowsPanel {
  /**
   * @param {import("./view_state.js").ViewState} view
   * @param {(rows: import("./content.js").Listed, label: string, keepsPlace: boolean) => void} taken
   */
  constructor(view, taken) {
    this.view = view;
    this.taken = taken;
    const { net } = view;
    const last = !view.hasClasses ? `${net.outputs} wanted ${net.outputs === 1 ? "number" : "numbers"}` : "the class";
    const words = `Lines with ${net.inputs} ${net.inputs === 1 ? "input" : "inputs"} and ${last}, between commas, semicolons or tabs.`;
    this.area = element("textarea", { rows: 6, "aria-label": "rows", spellcheck: "false" });
    this.message = element("p", { role: "status" });
    this.draws = element("input", { type: "checkbox" });
    this.values = new Float64Array(net.inputs + net.outputs);
    const names = !view.hasClasses ? [...view.inputNames, ...view.outputNames.map((name) => `wanted ${name}`)] : view.inputNames;
    this.fields = names.map((name, i) => new NumberField(`row: ${name}`, (value) => {
      this.values[i] = value;
      this.fields[i].show(value);
    }));
    const classes = net.outputs === 1 ? this.twoClasses() : view.outputNames;
    this.classes = !view.hasClasses ? null : element("select", { "aria-label": "class of new rows" }, ...classes.map((text) => element("option", { text })));
    const canDraw = net.inputs === 2 ? view.hasClasses : net.inputs === 1 && net.outputs === 1 && !view.hasClasses;
    const button = (text, onclick) => element("button", { type: "button", text, onclick });
    this.node = element(
      "details",
      { class: "rows" },
      element("summary", { text: "Rows of your own" }),
      canDraw ? element("p", {}, element("label", { class: "switch" }, this.draws, " draw rows into the picture with the pointer")) : null,
      this.classes ? element("p", {}, element("label", {}, "class ", this.classes)) : null,
      net.inputs <= 8 ? element("div", { class: "fields" }, ...this.fields.map((one) => one.node), button("Add this row", () => this.addOne())) : null,
      element("p", {}, button("Clear all rows", () => taken({ X: [], Y: [], classes: [] }, "no rows", true))),
      element("p", { class: "carries", text: words }),
      this.area,
      element("p", {}, button("Take these rows", () => this.take())),
      this.message,
    );
    this.fields.forEach((field) => field.show(0));
  }

  twoClasses() {
    const { classes } = this.view;
    return classes.length === 2 ? classes : ["0", "1"];
  }

  /** Whether the pointer draws rows. */
  get drawing() {
    return this.draws.checked;
  }

  take() {
    const { inputs, outputs } = this.view.net;
    try {
      const { hasClasses, classes } = this.view;
      const kind = hasClasses ? this.view.kind : "numbers";
      this.taken(pastedRows(this.area.value, { inputs, outputs, kind, classes }), "rows pasted", false);
    } catch (error) {
      this.refuse(/** @type {Error} */ (error).message);
    }
  }

  refuse(words) {
    this.message.className = "refusal";
    setText(this.message, `${words}.`);
  }

  addOne() {
    const { inputs } = this.view.net;
    this.add([Array.from(this.values.subarray(0, inputs))], Array.from(this.values.subarray(inputs)));
  }

  /** Add a stroke of the pointer: places in the picture, which are both inputs, or the input and what is wanted. */
  addStroke(places) {
    if (this.view.net.inputs === 2) this.add(places, []);
    else this.add(places.map(([x]) => [x]), null, places.map(([, y]) => [y]));
  }

  add(X, wanted, many = X.map(() => this.classes ? this.oneHot() : wanted)) {
    const { data, net } = this.view;
    const before = data ? listedRows(data, net.inputs) : { X: [], Y: [] };
    const rows = { X: [...before.X, ...X], Y: [...before.Y, ...many], classes: this.view.classes };
    if (rows.X.length > MOST_ROWS) return this.refuse(`a page takes ${MOST_ROWS.toLocaleString("en")} rows at most`);
    this.taken(rows, `${X.length} ${X.length === 1 ? "row" : "rows"} more`, true);
  }

  /** The outputs that are wanted for the chosen class. */
  oneHot() {
    const k = this.classes.selectedIndex;
    return this.view.net.outputs === 1 ? [k] : Array.from({ length: this.view.net.outputs }, (_, j) => (j === k ? 1 : 0));
  }

  /** Take the choices of a panel before, for another network or other rows. */
  chooseAs(before) {
    this.draws.checked = before.draws.checked;
    this.area.value = before.area.value;
    if (before.values.length === this.values.length) this.values.set(before.values);
    this.fields.forEach((field, i) => field.show(this.values[i]));
    if (this.classes && before.classes) this.classes.selectedIndex = Math.min(before.classes.selectedIndex, this.classes.length - 1);
  }
}
