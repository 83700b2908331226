// What is done with the network as a whole: another one is opened, changes are taken back, and it leaves the page.

import { element, setText } from "./dom.js";
import { linkOf } from "./link.js";
import { modelFile } from "./model_file.js";
import { pictureOf } from "./picture.js";
import { pythonScript } from "./python_script.js";

/** The buttons above the network. */
export class Toolbar {
  /** @param {import("./app.js").App} app */
  constructor(app) {
    this.app = app;
    const button = (text, onclick) => element("button", { type: "button", text, onclick });
    this.undo = button("Undo", () => app.history.undo());
    this.redo = button("Redo", () => app.history.redo());
    this.networks = element(
      "select",
      { "aria-label": "network", onchange: () => app.open(this.networks.selectedIndex) },
      ...app.state.networks.map((one) => element("option", { text: one.label })),
    );
    this.words = element("span", { role: "status" });
    const hasAddress = location.host !== "" && !app.state.bridge;
    this.node = element(
      "div",
      { class: "tools", role: "group", "aria-label": "network" },
      element("label", {}, "Network ", this.networks),
      this.undo, this.redo,
      button("Copy as Python", () => this.copy(pythonScript(app.history.net, app.history.content.loss), "script for Python")),
      button("Download model", () => this.download(modelFile(app.history.net, app.history.content.given.header), "network.npz")),
      button("Download picture", () => this.picture()),
      hasAddress ? button("Copy link", () => this.link()) : null,
      this.words,
    );
  }

  say(words) {
    setText(this.words, words);
  }

  /** Let the buttons be of use that have something to do. */
  draw() {
    const { done, undone, content } = this.app.history;
    const name = (entries) => (entries.length ? entries[entries.length - 1].label : "");
    this.undo.disabled = !done.length;
    this.redo.disabled = !undone.length;
    this.undo.title = name(done);
    this.redo.title = name(undone);
    const index = this.app.state.networks.findIndex((one) => one.label === content.given.label);
    if (this.networks.selectedIndex !== index) this.networks.selectedIndex = index;
  }

  /** Let the browser save bytes as a file. */
  download(bytes, name) {
    const blob = bytes instanceof Blob ? bytes : new Blob([bytes], { type: "application/octet-stream" });
    const address = URL.createObjectURL(blob);
    element("a", { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  }

  async picture() {
    const svg = /** @type {SVGSVGElement | null} */ (document.querySelector("#panel svg.curve-view, #panel svg.graph"));
    if (!svg) return this.say("There is no picture on this tab.");
    try {
      this.download(await pictureOf([...document.querySelectorAll("#panel svg.curve-view, #panel svg.graph")]), "network.png");
    } catch (error) {
      this.say(`There is no picture: ${/** @type {Error} */ (error).message}`);
    }
  }

  async link() {
    try {
      await this.copy(await linkOf(this.app.history.content), "link");
    } catch (error) {
      this.say(/** @type {Error} */ (error).message);
    }
  }

  async copy(text, what) {
    try {
      await navigator.clipboard.writeText(text);
      this.say(`${what} copied`);
    } catch {
      this.show(text, what);
    }
  }

  /** Show a text where the browser lets no page write to the clipboard, as in a file. */
  show(text, what) {
    this.shown?.remove();
    const area = element("textarea", { class: "script", "aria-label": what, rows: 12, readonly: true });
    area.value = text;
    this.shown = element(
      "section",
      { class: "script" },
      element("p", { text: `Copy this ${what}:` }), area,
      element("button", { type: "button", text: "Close", onclick: () => this.shown.remove() }),
    );
    this.app.root.append(this.shown);
    area.focus();
    area.select();
  }
}
