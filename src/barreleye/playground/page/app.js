// The page: it reads the state that Python wrote, and puts the parts together.

import { ActivationsTab } from "./activations_tab.js";
import { Bridge } from "./bridge.js";
import { array } from "./arrays.js";
import { Findings } from "./findings.js";
import { modelFile } from "./model_file.js";
import { CurveView } from "./curve_view.js";
import { element, setText } from "./dom.js";
import { FORMULAS } from "./formulas.js";
import { shown } from "./expressions.js";
import { History } from "./history.js";
import { Inspector } from "./inspector.js";
import { movedKnot } from "./knot_moves.js";
import { Network } from "./network.js";
import { NetworkGraph } from "./network_graph.js";
import { NumberField } from "./number_field.js";
import { RowsPanel } from "./rows_panel.js";
import { PlaneView } from "./plane_view.js";
import { pythonScript } from "./python_script.js";
import { SoftmaxTab } from "./softmax_tab.js";
import { Stages } from "./stages.js";
import { Tabs } from "./tabs.js";
import { TrainingView } from "./training_view.js";
import { dataOf, numbersOf } from "./saved_state.js";
import { ViewState } from "./view_state.js";

/** Return a worker that runs this script: it is taken from the page, since a page without a server has no other. */
function newWorker() {
  const script = /** @type {HTMLElement} */ (document.querySelector("script:not([type])")).textContent ?? "";
  const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const worker = new Worker(address);
  URL.revokeObjectURL(address);
  return worker;
}

/** The page for one network at a time; presets replace it. */
export class App {
  /**
   * @param {HTMLElement} root
   * @param {any} state what Python wrote
   */
  constructor(root, state) {
    this.root = root;
    this.state = state;
    this.bridge = state.bridge ? new Bridge((words) => setText(this.copied, words)) : null;
    this.undo = element("button", { type: "button", text: "Undo", onclick: () => this.history.undo() });
    this.redo = element("button", { type: "button", text: "Redo", onclick: () => this.history.redo() });
    this.copied = element("span", { role: "status" });
    const presets = element(
      "select",
      { "aria-label": "network", onchange: () => this.open(presets.selectedIndex) },
      ...state.networks.map((one) => element("option", { text: one.label })),
    );
    this.main = element("div", { class: "columns" });
    const network = element(
      "div",
      {},
      element(
        "div",
        { class: "tools", role: "group", "aria-label": "network" },
        element("label", {}, "Network ", presets),
        this.undo, this.redo,
        element("button", { type: "button", text: "Copy as Python", onclick: () => this.copy() }),
        element("button", { type: "button", text: "Download model", onclick: () => this.download() }),
        this.copied,
      ),
      this.main,
    );
    this.tabs = new Tabs([
      { name: "Network", node: () => network },
      { name: "Activations", node: () => new ActivationsTab().node },
      { name: "Softmax", node: () => new SoftmaxTab().node },
    ]);
    root.replaceChildren(
      element("header", {}, element("h1", { text: "Barreleye" }), this.tabs.list),
      element("main", {}, this.tabs.panel),
    );
    document.addEventListener("keydown", (event) => this.pressed(event));
    this.open(0);
  }

  open(index) {
    const given = this.state.networks[index];
    const net = new Network(given.network, numbersOf(given.parameters));
    this.build(given, net, dataOf(given.data, net.dtype));
  }

  /** Show the same network, as it stands, with other rows. */
  withRows(given, pasted) {
    const { net } = this.view;
    const { dtype } = net;
    const rows = pasted.X.length;
    const data = { X: array(dtype, pasted.X.flat()), Y: array(dtype, pasted.Y.flat()), rows, outputs: net.outputs };
    const x = pasted.X.map((row) => row[0]);
    const [low, high] = [Math.min(...x), Math.max(...x)];
    const names = pasted.classes.length ? ` Its classes are ${pasted.classes.map((name, k) => `${k}: ${name}`).join(", ")}.` : "";
    const carries = `${rows.toLocaleString("en")} rows of your own: they stay on this page.${names}`;
    const ends = net.inputs === 1 && low < high ? { low, high } : {};
    this.build({ ...given, ...ends, carries, stages: null, findings: null }, net, data);
  }

  build(given, net, data) {
    this.given = given;
    this.history = new History(net);
    this.view = new ViewState(net, data, given);
    this.view.mask = given.mask ? new Set(given.mask) : null;
    this.graph = new NetworkGraph(this.view, (layer, neuron, enter) => this.choose(layer, neuron, enter));
    this.inspector = new Inspector(this.view, this.history);
    this.curve = net.inputs === 1 ? new CurveView(this.view, this.actions()) : null;
    this.plane = net.inputs === 2 ? new PlaneView(this.view, (x) => this.moveTo(x)) : null;
    this.training?.forget();
    this.training = data
      ? new TrainingView(this.view, this.history, { newWorker, shown: () => this.plan() })
      : null;
    this.findings = given.findings ? new Findings(given.findings, net, (layer, neuron) => this.choose(layer, neuron)) : null;
    this.stages = given.stages ? new Stages(this.view, given.stages) : null;
    this.errors = element("p", { class: "errors", role: "status" });
    const whole = element("input", { type: "checkbox", onchange: () => this.connect(whole.checked, given) });
    this.pairs = given.mask ? element("label", { class: "switch" }, whole, " fully connected") : null;
    const { inputs, outputs } = net;
    const rows = new RowsPanel({ inputs, outputs, kind: given.kind }, (pasted) => this.withRows(given, pasted));
    this.carries = element("p", { class: "carries", text: given.carries });
    this.probes = Array.from({ length: net.inputs }, (_, i) => {
      const name = net.inputs === 1 ? "probe x" : `input ${i}`;
      return new NumberField(name, (value) => this.moveProbe(value, i));
    });
    this.answer = element("output", { class: "answer" });
    const probe = element("section", { class: "probes", "aria-label": "probe" }, ...this.probes.map((one) => one.node), this.answer);
    this.main.replaceChildren(
      element("section", { class: "left", "aria-label": "network" }, this.graph.node_, this.pairs, this.inspector.node, this.findings?.node),
      element("section", { class: "right", "aria-label": net.inputs === 1 ? "curve" : "outputs" }, this.curve?.node, this.plane?.node, probe, this.errors, this.stages?.node, this.training?.node, rows.node),
      this.carries,
    );
    this.history.asked.add(() => this.training?.pause());
    this.history.listeners.add(() => {
      this.view.forget();
      this.bridge?.send(net);
      this.enable();
      this.plan();
    });
    this.draw();
  }

  actions() {
    return {
      choose: (layer, neuron) => this.choose(layer, neuron),
      moveProbe: (x) => this.moveProbe(x, 0),
      moveKnot: (owner, x, rise, gesture) => {
        const changes = movedKnot(this.view, owner, x, rise);
        const [layer, neuron] = owner;
        const what = x === null ? "slope" : "knot";
        if (changes.length) this.history.set(changes, `${what} of layer ${layer}, neuron ${neuron}`, gesture);
      },
    };
  }

  /** Show all weights, or those of pairs alone. */
  connect(fully, given) {
    this.view.mask = fully ? null : new Set(given.mask);
    this.inspector.shownFor = "";
    this.plan();
  }

  choose(layer, neuron, enter = false) {
    this.view.selected = { layer, neuron };
    this.plan();
    if (enter) {
      this.draw();
      this.inspector.fields[0]?.field.input.focus();
    }
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
    const { view } = this;
    this.graph.draw();
    this.inspector.draw();
    this.curve?.draw();
    this.plane?.draw();
    this.stages?.draw();
    this.findings?.draw(this.history.done.length > 0);
    this.probes.forEach((field, i) => field.show(view.probe[i]));
    const out = Array.from(view.passed[view.passed.length - 1].a, (one) => shown(one));
    setText(this.answer, `output ${out.join(", ")}`);
    setText(this.errors, this.errorInWords());
    this.enable();
  }

  /** Let the buttons be of use that have something to do. */
  enable() {
    this.undo.disabled = !this.history.done.length;
    this.redo.disabled = !this.history.undone.length;
  }

  errorInWords() {
    const { view } = this;
    if (!view.data) return "";
    const { label } = FORMULAS[view.net.dtype].losses[view.loss];
    const words = [`Mean ${label} ${shown(view.error())}`];
    if (view.kind !== "numbers") words.push(`${shown(100 * view.right, 3)} % of the rows are predicted rightly`);
    else if (view.net.inputs === 1 && view.area.length) {
      const inside = view.error((x) => view.area.some(([start, end]) => x >= start && x <= end));
      words.push(`in the area of effect ${shown(inside)}`);
    }
    return `${words.join("; ")}.`;
  }

  /** Let the browser save the network as a model file. */
  download() {
    const bytes = modelFile(this.view.net, this.given.file);
    const address = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
    element("a", { href: address, download: "network.npz" }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  }

  async copy() {
    const text = pythonScript(this.view.net);
    try {
      await navigator.clipboard.writeText(text);
      setText(this.copied, "copied");
    } catch {
      this.showScript(text);
    }
  }

  /** Show the script where the browser lets no page write to the clipboard, as in a file. */
  showScript(text) {
    this.script?.remove();
    const area = element("textarea", { class: "script", "aria-label": "script for Python", rows: 12, readonly: true });
    area.value = text;
    this.script = element(
      "section",
      { class: "script" },
      element("p", { text: "Copy this script:" }), area,
      element("button", { type: "button", text: "Close", onclick: () => this.script.remove() }),
    );
    this.root.append(this.script);
    area.focus();
    area.select();
  }

  pressed(event) {
    if (!(event.ctrlKey || event.metaKey) || event.target instanceof HTMLTextAreaElement) return;
    const key = event.key.toLowerCase();
    if (key === "z" || key === "y") {
      event.preventDefault();
      if (key === "y" || event.shiftKey) this.history.redo();
      else this.history.undo();
    }
  }
}
