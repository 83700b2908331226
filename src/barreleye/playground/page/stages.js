// What is to be done with a network: one section after the other, each with a goal and a word when it is reached.

import { element, setText } from "./dom.js";
import { shown } from "./expressions.js";

/** @typedef {{ end: number | null, goal: number, words: string[] }} Stage its goal is of the rows up to an x, or of all */

/** Shows the section that is worked on, and whether its goal is reached. */
export class Stages {
  /**
   * @param {import("./view_state.js").ViewState} view
   * @param {Stage[]} stages
   */
  constructor(view, stages) {
    this.view = view;
    this.stages = stages;
    this.now = 0;
    this.title = element("h2", { id: "stage-title" });
    this.words = element("ol");
    this.verdict = element("p", { class: "verdict" });
    this.spoken = element("p", { class: "spoken", role: "status" }); // a goal is reached once, and not at each step
    this.back = element("button", { type: "button", text: "Section before", onclick: () => this.go(-1) });
    this.next = element("button", { type: "button", text: "Next section", onclick: () => this.go(1) });
    this.node = element(
      "section",
      { class: "stages", "aria-labelledby": "stage-title" },
      this.title, this.words, this.verdict, this.spoken, !this.isOne ? element("p", {}, this.back, " ", this.next) : null,
    );
    this.fill();
  }

  /** Whether there is one thing to do, and not one after the other. */
  get isOne() {
    return this.stages.length === 1;
  }

  go(by) {
    this.goTo(this.now + by);
  }

  /** Work on a section, counted from 0. */
  goTo(section) {
    this.now = Math.min(Math.max(section, 0), this.stages.length - 1);
    this.fill();
    this.draw();
  }

  fill() {
    const stage = this.stages[this.now];
    setText(this.spoken, "");
    setText(this.title, stage.end === null ? "Goal" : `Section ${this.now + 1} of ${this.stages.length}: up to x = ${shown(stage.end, 3)}`);
    this.words.replaceChildren(...stage.words.map((text) => element("li", { text })));
    this.back.disabled = this.now === 0;
    this.next.disabled = this.now === this.stages.length - 1;
  }

  draw() {
    const { end, goal } = this.stages[this.now];
    const error = this.view.error(end === null ? null : (x) => x <= end);
    const reached = error <= goal;
    this.node.classList.toggle("reached", reached);
    const far = end === null ? `The mean loss of the rows is ${shown(error, 2)}` : `The error up to x = ${shown(end, 3)} is ${shown(error, 2)}`;
    setText(this.verdict, reached ? `✓ Reached. ${far}.` : `${far}; the goal is ${shown(goal, 2)}.`);
    if (reached) setText(this.spoken, "The goal is reached.");
  }
}
