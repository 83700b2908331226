// A field for one number: typed (also 7/20 or 0,7), stepped by arrow keys, or dragged by its name, sideways or up and down.

import { draggable, element, setAttribute, setText } from "./dom.js";
import { numberOf, shown } from "./expressions.js";

/** Return how many steps a drag is: one for each pixel at first, and more the further it goes. */
function stepsOf(pixels) {
  return Math.round(pixels + Math.sign(pixels) * (pixels / 12) ** 2);
}

/** A field with a name. */
export class NumberField {
  /**
   * @param {string} name
   * @param {(value: number, gesture: unknown) => void} changed
   * @param {{ step?: number, zero?: boolean }} how whether a double click on the name sets 0
   */
  constructor(name, changed, { step = 0.01, zero = false } = {}) {
    this.value = 0;
    this.text = ""; // as it was shown last
    this.typing = false;
    /** @type {unknown} */
    this.keys = null; // the gesture of keys that are pressed one after the other
    this.pause = 0;
    this.step = step;
    this.changed = changed;
    this.label = element("span", { class: "name", text: name });
    this.input = element("input", {
      type: "text",
      inputmode: "decimal",
      role: "spinbutton",
      autocomplete: "off",
      "aria-label": name,
      onkeydown: (event) => this.pressed(event),
      oninput: () => this.setTyping(true),
      onchange: () => this.read(),
      onfocus: () => this.input.select(),
      onblur: () => {
        this.setTyping(false);
        this.show(this.value);
      },
    });
    this.message = element("span", { class: "refusal", role: "alert" });
    this.node = element("label", { class: "number" }, this.label, this.input, this.message);
    draggable(this.label, (event, gesture) => {
      gesture.start ??= this.value;
      this.give(gesture.start + stepsOf(event.clientX - gesture.from[0] + gesture.from[1] - event.clientY) * this.step, gesture);
    });
    if (zero) this.label.addEventListener("dblclick", () => this.give(0, {}));
  }

  /** Say whether something is being typed: what is shown, and Ctrl+Z, leave it alone then. */
  setTyping(typing) {
    this.typing = typing;
    setAttribute(this.input, "data-typing", typing);
  }

  /** Show a value; one that is being typed stays. */
  show(value) {
    this.value = value;
    this.input.setAttribute("aria-valuenow", String(value));
    this.input.setAttribute("aria-valuetext", shown(value));
    if (document.activeElement === this.input && this.typing) return;
    this.text = shown(value, 6);
    if (this.input.value !== this.text) this.input.value = this.text;
  }

  /** Hand a value over; if it is refused, say why. */
  give(value, gesture) {
    setText(this.message, "");
    this.setTyping(false);
    const before = this.value;
    this.value = Number(value.toPrecision(12)); // 0.1 + 0.2 is meant to be 0.3
    try {
      this.changed(this.value, gesture);
    } catch (error) {
      this.value = before;
      setText(this.message, /** @type {Error} */ (error).message);
    }
  }

  /** Take what was typed, if anything was. */
  read() {
    if (this.input.value === this.text) return;
    let value;
    try {
      value = numberOf(this.input.value);
    } catch (error) {
      setText(this.message, `${/** @type {Error} */ (error).message}; it stays ${shown(this.value)}`);
      return;
    }
    this.text = this.input.value;
    this.give(value, {});
  }

  pressed(event) {
    const steps = { ArrowUp: 1, ArrowDown: -1, PageUp: 1 / this.step, PageDown: -1 / this.step };
    if (event.key in steps) {
      event.preventDefault();
      const factor = event.shiftKey ? 10 : event.altKey ? 0.1 : 1;
      this.keys ??= {};
      this.give(this.value + steps[event.key] * factor * this.step, this.keys);
      clearTimeout(this.pause);
      this.pause = window.setTimeout(() => (this.keys = null), 600); // presses in a row are one entry
    } else if (event.key === "Enter") {
      this.read();
    } else if (event.key === "Escape") {
      this.setTyping(false);
      setText(this.message, "");
      this.show(this.value);
      this.input.select();
    }
  }
}
