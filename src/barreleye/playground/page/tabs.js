// Tabs: one part of the page at a time, chosen by pointer or by arrow keys.

import { element, setAttributes } from "./dom.js";

/** @typedef {{ name: string, node: () => Node }} Tab what a tab shows is made when it is opened first */

/** A list of tabs and the panel below. */
export class Tabs {
  /** @param {Tab[]} tabs */
  constructor(tabs) {
    this.tabs = tabs;
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

  open(k) {
    if (!this.made.has(k)) this.made.set(k, this.tabs[k].node());
    this.panel.replaceChildren(this.made.get(k));
    this.panel.setAttribute("aria-labelledby", `tab${k}`);
    this.buttons.forEach((one, i) => setAttributes(one, { "aria-selected": String(i === k), tabindex: i === k ? "0" : "-1" }));
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
