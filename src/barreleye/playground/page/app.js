// The page: it reads the state that Python wrote, and puts the parts together.

import { ActivationsTab } from "./activations_tab.js";
import { Bridge } from "./bridge.js";
import { contentOf } from "./content.js";
import { element } from "./dom.js";
import { History } from "./history.js";
import { firstOptions } from "./jobs.js";
import { readLink } from "./link.js";
import { NetworkTab } from "./network_tab.js";
import { NeuronsTab } from "./neurons_tab.js";
import { recalled, remember } from "./remembered.js";
import { SideBySideTab } from "./side_by_side_tab.js";
import { SoftmaxTab } from "./softmax_tab.js";
import { readStage } from "./stage_link.js";
import { Tabs } from "./tabs.js";
import { Toolbar } from "./toolbar.js";
import { ViewState } from "./view_state.js";
import { WeightsTab } from "./weights_tab.js";

const OF_THE_NETWORK = ["Network", "Neurons", "Weights", "Side by side"];

/** Return a worker that runs this script: it is taken from the page, since a page without a server has no other. */
function newWorker() {
  const script = /** @type {HTMLElement} */ (document.querySelector("script:not([type])")).textContent ?? "";
  const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const worker = new Worker(address);
  URL.revokeObjectURL(address);
  return worker;
}

/** Return what gives the focus back to an element, or to the one that has taken its place. */
function focusOf(element_) {
  const words = (one) => one.getAttribute("aria-label") ?? one.labels?.[0]?.textContent ?? one.textContent;
  if (!(element_ instanceof HTMLElement) || element_ === document.body) return () => {};
  const { tagName } = element_;
  const before = words(element_);
  return () => {
    if (document.contains(element_)) return;
    const found = /** @type {HTMLElement | undefined} */ ([...document.querySelectorAll(tagName)].find((one) => words(one) === before));
    found?.focus({ preventScroll: true });
  };
}

/** Owns the log and the view of the network that is shown, and draws what is visible. */
export class App {
  /**
   * @param {HTMLElement} root
   * @param {any} state what Python wrote
   */
  constructor(root, state) {
    this.root = root;
    this.state = state;
    this.newWorker = newWorker;
    this.options = firstOptions();
    this.history = new History(contentOf(state.networks[0]));
    this.toolbar = new Toolbar(this);
    this.bridge = state.bridge ? new Bridge((words) => this.toolbar.say(words)) : null;
    this.view = new ViewState(this.history.content);
    this.network = new NetworkTab(this, null);
    this.planned = false;
    this.tabs = new Tabs(
      [
        { name: "Network", part: () => this.network },
        { name: "Neurons", part: () => new NeuronsTab(this) },
        { name: "Weights", part: () => new WeightsTab(this) },
        { name: "Side by side", part: () => new SideBySideTab(this) },
        { name: "Activations", part: () => new ActivationsTab() },
        { name: "Softmax", part: () => new SoftmaxTab() },
      ],
      () => this.plan(),
    );
    this.history.asked.add(() => {
      this.training?.pause();
      this.network.layers.cancel();
    });
    this.history.listeners.add(() => this.changed());
    root.replaceChildren(
      element("header", {}, element("h1", { text: "Barreleye" }), this.tabs.list),
      element("main", {}, this.toolbar.node, this.tabs.panel),
    );
    document.addEventListener("keydown", (event) => this.pressed(event));
    window.addEventListener("hashchange", () => this.openLink());
    window.addEventListener("pagehide", () => this.remember());
    this.draw();
    this.begin();
  }

  /** Show what this tab remembers of the page, and then the network of a link, if there is one. */
  begin() {
    const content = recalled(this.memory, this.state);
    if (content) this.history.show(content, "as it was before the page was loaded again");
    const stage = location.hash ? null : readStage(`#stage=${this.state.stage ?? ""}`, this.state);
    if (!content && stage) this.openStage(stage);
    this.openLink();
  }

  /** Let the tab remember what is shown, if it is not as the page came. */
  remember() {
    this.training?.pause();
    if (this.history.done.length) remember(this.memory, this.history.content, this.state);
  }

  /** The key under which the tab remembers this page: another network has another one. */
  get memory() {
    const { label, parameters } = this.state.networks[0];
    return `barreleye ${location.pathname} ${label} ${parameters.bytes.slice(0, 64)}`;
  }

  /** The training has changed the parameters. */
  trained() {
    this.bridge?.send(() => this.history.content);
    this.plan();
  }

  get training() {
    return this.network.training;
  }

  /** Show one of the networks that the page came with, as it came. */
  open(index) {
    const given = this.state.networks[index];
    this.history.show(contentOf(given), given.label);
  }

  /**
   * Show one of the page's networks at a section, or a tab.
   * @param {import("./stage_link.js").Stage} stage
   */
  openStage({ network, section, tab }) {
    this.tabs.open(tab === "network" ? 0 : this.tabs.tabs.findIndex(({ name }) => name.toLowerCase() === tab));
    if (tab === "network") {
      this.open(network);
      this.network.stages?.goTo(section);
    }
    this.plan();
  }

  /** Show the network or the stage of a link, if the address has one. */
  async openLink() {
    if (!location.hash) return;
    try {
      const stage = readStage(location.hash, this.state);
      const content = stage ? null : await readLink(location.hash, this.state);
      if (stage) this.openStage(stage);
      else if (content) this.history.show(content, "the network of the link");
      else return;
      window.history.replaceState(null, "", location.pathname + location.search); // it may be opened once more
    } catch (error) {
      this.toolbar.say(`The link cannot be read: ${/** @type {Error} */ (error).message}.`);
    }
  }

  changed() {
    const { content } = this.history;
    const { net, given, data, loss } = this.view;
    if (content.net !== net || content.given !== given || content.data !== data || content.loss !== loss) this.rebuild(content);
    else this.training?.changed();
    this.view.forget();
    this.bridge?.send(() => this.history.content);
    this.toolbar.draw();
    this.plan();
  }

  /** Look at other content, as far as possible at the same place. */
  rebuild(content) {
    const before = this.view;
    this.view = new ViewState(content);
    this.view.lookAs(before);
    const refocus = focusOf(document.activeElement);
    this.network.close();
    this.network = new NetworkTab(this, this.network);
    this.tabs.replace(0, this.network);
    this.tabs.each((part) => part.rebuilt?.());
    refocus();
  }

  choose(layer, neuron, enter = false) {
    this.view.selected = { layer, neuron };
    this.plan();
    if (!enter) return;
    this.tabs.open(0);
    this.draw();
    this.network.inspector.fields[0]?.field.input.focus();
  }

  moveProbe(value, i) {
    this.view.probe[i] = value;
    this.plan();
  }

  moveTo(x) {
    this.view.probe.set(x);
    this.plan();
  }

  /** Draw once before the next picture, however often something changes until then. */
  plan() {
    if (this.planned) return;
    this.planned = true;
    requestAnimationFrame(() => this.draw());
  }

  draw() {
    this.planned = false;
    this.toolbar.node.hidden = !OF_THE_NETWORK.includes(this.tabs.name);
    this.tabs.shown.draw();
    this.toolbar.draw();
  }

  pressed(event) {
    if (!(event.ctrlKey || event.metaKey) || event.target.matches?.("textarea, [data-typing]")) return;
    const key = event.key.toLowerCase();
    if (key === "z" || key === "y") {
      event.preventDefault();
      if (key === "y" || event.shiftKey) this.history.redo();
      else this.history.undo();
    }
  }
}
