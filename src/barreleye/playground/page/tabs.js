// Tabs: one part of the page at a time, chosen by pointer or by arrow keys.

import { element, setAttributes } from "./dom.js";

/**
 * @typedef {{ node: Node, draw: () => void, rebuilt?: () => void }} Part rebuilt is called when another network is shown
 * @typedef {{ name: string, part: () => Part }} Tab what a tab shows is made when it is opened first
 */

/** A list of tabs and the panel below. */
export class Tabs {
  /**
   * @param {Tab[]} tabs
   * @param {() => void} opened
   */
  constructor(tabs, opened) {
    this.tabs = tabs;
    this.opened = opened;
    this.now = 0;
    /** @type {Map<number, Part>} */
    this.made = new Map();
    this.panel = element("div", { role: "tabpanel", id: "panel", tabindex: "-1" });
    this.buttons = tabs.map((tab, k) =>
      element("button", {
        type: "button", role: "tab", id: `tab${k}`, "aria-controls": "panel", text: tab.name,
        onclick: () => this.open(k),
        onkeydown: (event) => this.pressed(event, k),
      }),
    );
    this.list = element("div", { role: "tablist", "aria-label": "parts of the page" }, ...this.buttons);
    this.open(0);
  }

  /** The name of the tab that is open. */
  get name() {
    return this.tabs[this.now].name;
  }

  /** @returns {Part} what the open tab shows */
  get shown() {
    return /** @type {Part} */ (this.made.get(this.now));
  }

  /** Show something else on a tab. */
  replace(k, part) {
    this.made.set(k, part);
    if (k === this.now) this.panel.replaceChildren(part.node);
  }

  /** Do something with every part that was made. */
  each(work) {
    for (const part of this.made.values()) work(part);
  }

  open(k) {
    if (!this.made.has(k)) this.made.set(k, this.tabs[k].part());
    this.now = k;
    this.panel.replaceChildren(this.shown.node);
    this.panel.setAttribute("aria-labelledby", `tab${k}`);
    this.buttons.forEach((one, i) => setAttributes(one, { "aria-selected": String(i === k), tabindex: i === k ? "0" : "-1" }));
    this.opened();
  }

  pressed(event, k) {
    const move = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!move) return;
    event.preventDefault();
    const next = (k + move + this.tabs.length) % this.tabs.length;
    this.open(next);
    this.buttons[next].focus();
  }
}
