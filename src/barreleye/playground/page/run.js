// One training in a worker: the page sends a network and a plan, and hears what its parameters became.

/**
 * @typedef {{
 *   kind: string, turn: number, vector: any, steps: number, epochs: number, losses: number[], layer?: string, what?: string,
 * }} Message
 * @typedef {{ network: any, data: any, plan: any }} Job
 */

/** Owns a worker. The training begins anew when parameters, rows or the plan were changed by hand. */
export class Run {
  /**
   * @param {() => any} newWorker
   * @param {import("./network.js").Network} net is written to
   * @param {() => Job} job what is trained, asked for at each start
   * @param {(message: Message) => void} heard is called after the parameters were written
   */
  constructor(newWorker, net, job, heard) {
    this.newWorker = newWorker;
    this.net = net;
    this.job = job;
    this.heard = heard;
    this.worker = null;
    this.turn = 0; // each order to the worker has a number, which its answers bear
    this.since = 1; // answers to earlier orders count no more
    this.starts = 0;
    this.running = false;
    this.waiting = 0; // single steps that were not answered yet
    this.now = { steps: 0, epochs: 0 };
    this.base = this.now;
    this.forget();
  }

  /** Begin anew: the optimizer remembers nothing. */
  forget() {
    this.worker?.terminate();
    this.worker = null;
    /** @type {any} the parameters that the worker has */
    this.sent = null;
    this.planned = "";
    this.rows = null;
    this.starts = 0;
    this.now = { steps: 0, epochs: 0 };
    this.base = this.now;
    this.since = this.turn + 1;
    this.running = false;
    this.waiting = 0;
  }

  /** Whether anything is on its way. */
  get busy() {
    return this.running || this.waiting > 0;
  }

  /** Return a worker that has the parameters as they are now. */
  ready() {
    const { net } = this;
    const job = this.job();
    const planned = JSON.stringify(job.plan);
    if (this.worker && same(this.sent, net.vector) && planned === this.planned && job.data.X === this.rows) return this.worker;
    this.worker ??= this.newWorker();
    this.worker.onmessage = (event) => this.message(event.data);
    this.base = { ...this.now };
    const plan = { ...job.plan, seed: (job.plan.seed + this.starts) >>> 0 };
    this.worker.postMessage({ kind: "start", ...job, plan, vector: net.vector.slice() });
    this.starts += 1;
    this.sent = net.vector.slice();
    this.planned = planned;
    this.rows = job.data.X;
    return this.worker;
  }

  /**
   * Train until it is paused, or until so many epochs are done.
   * @param {number | null} goal
   */
  go(goal = null) {
    const worker = this.ready();
    const left = goal === null ? null : goal - this.base.epochs; // the worker counts from its start
    worker.postMessage({ kind: "run", turn: ++this.turn, goal: left });
    this.running = true;
  }

  /** Take one sample, batch or epoch. */
  step(unit) {
    this.ready().postMessage({ kind: "step", unit, turn: ++this.turn });
    this.waiting += 1;
    this.running = false;
  }

  /** Stop after the step that is being taken; what it gave is heard. */
  ask() {
    this.worker?.postMessage({ kind: "pause", turn: this.turn });
  }

  /** Stop at once, with what was heard last; the worker begins anew afterwards. */
  stop() {
    this.ask();
    this.since = this.turn + 1;
    this.running = false;
    this.waiting = 0;
    this.sent = null;
  }

  message(message) {
    if (message.turn < this.since) return; // it was stopped, and what came late is no part of it
    this.net.vector.set(message.vector);
    this.sent = message.vector;
    this.now = { steps: this.base.steps + message.steps, epochs: this.base.epochs + message.epochs };
    if (message.kind !== "frame") {
      if (message.turn === this.turn || message.kind === "diverged") this.running = false;
      this.waiting = message.kind === "diverged" ? 0 : Math.max(0, this.waiting - 1);
    }
    this.heard(message);
    if (message.kind === "frame") requestAnimationFrame(() => this.worker?.postMessage({ kind: "shown" }));
    if (message.kind === "diverged") this.sent = null;
  }
}

function same(a, b) {
  return a && a.length === b.length && a.every((one, k) => Object.is(one, b[k]));
}
