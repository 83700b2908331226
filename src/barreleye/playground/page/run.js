// One training in a worker: the page sends a network and a plan, and hears what its parameters became.

/**
 * @typedef {{ kind: string, vector: any, steps: number, epochs: number, losses: number[], layer?: string, what?: string }} Message
 * @typedef {{ network: any, data: any, plan: any }} Job
 */

/** Owns a worker. Its parameters are taken anew when they were changed by hand. */
export class Run {
  /**
   * @param {() => any} newWorker
   * @param {() => { net: import("./network.js").Network, job: Job }} given what is trained, asked for at each start
   * @param {(message: Message) => void} heard is called after the parameters were written to the network
   */
  constructor(newWorker, given, heard) {
    this.newWorker = newWorker;
    this.given = given;
    this.heard = heard;
    this.forget();
  }

  /** Begin anew: the optimizer remembers nothing. */
  forget() {
    this.worker?.terminate();
    this.worker = null;
    this.sent = null;
    this.running = false;
    this.single = false;
    this.now = { steps: 0, epochs: 0 };
    this.base = this.now;
  }

  /** Return a worker that has the parameters as they are now. */
  ready() {
    const { net, job } = this.given();
    if (this.worker && same(this.sent, net.vector)) return this.worker;
    this.worker ??= this.newWorker();
    this.worker.onmessage = (event) => this.message(event.data);
    this.base = { ...this.now };
    const plan = { ...job.plan, seed: job.plan.seed + this.now.steps };
    this.worker.postMessage({ kind: "start", ...job, plan, vector: net.vector.slice() });
    this.sent = net.vector.slice();
    return this.worker;
  }

  /** Train until it is paused. */
  go() {
    this.ready().postMessage({ kind: "run" });
    this.running = true;
  }

  /** Take one sample, batch or epoch. */
  step(unit) {
    this.single = true;
    this.ready().postMessage({ kind: "step", unit });
  }

  /** Stop after the step that is being taken; what it gave is heard. */
  ask() {
    this.worker?.postMessage({ kind: "pause" });
  }

  /** Stop at once, with what was heard last; the worker begins anew afterwards. */
  stop() {
    this.running = false;
    this.ask();
    this.sent = null;
  }

  message(message) {
    if (!this.running && !this.single) return; // it was stopped, and what came late is no part of it
    const { net } = this.given();
    net.vector.set(message.vector);
    this.sent = message.vector;
    this.now = { steps: this.base.steps + message.steps, epochs: this.base.epochs + message.epochs };
    if (message.kind !== "frame") {
      this.single = false;
      this.running = false;
    }
    this.heard(message);
    if (message.kind === "frame") requestAnimationFrame(() => this.worker?.postMessage({ kind: "shown" }));
    if (message.kind === "diverged") {
      this.worker?.terminate();
      this.worker = null;
    }
  }
}

function same(a, b) {
  return a && a.length === b.length && a.every((one, k) => Object.is(one, b[k]));
}
