// A training that goes step by step: batches in random order, one epoch after the other.

import { OptimizerState, part, step } from "./training.js";
import { Random } from "./random.js";

/**
 * @typedef {{
 *   loss: string, choice: import("./training.js").OptimizerChoice, batchSize: number, seed: number, pinned?: number[],
 * }} Plan pinned are the places of parameters that stay as they are
 */

/** Trains a network. */
export class Trainer {
  /**
   * @param {import("./network.js").Network} net is changed
   * @param {import("./training.js").Data} data
   * @param {Plan} plan
   */
  constructor(net, data, plan) {
    this.net = net;
    this.data = data;
    this.plan = plan;
    this.state = new OptimizerState(net, plan.choice);
    this.random = new Random(plan.seed);
    this.before = net.vector.slice();
    this.pinned = (plan.pinned ?? []).map((place) => [place, net.vector[place]]);
    this.steps = 0;
    this.epochs = 0;
    /** @type {number[]} the mean loss of each epoch, of the rows as they were met; who hears of them takes them out */
    this.losses = [];
    this.order = this.random.order(data.rows);
    this.met = 0;
    this.sum = 0;
  }

  /**
   * Take a step on the next rows, at most so many of them; return their mean loss. If it diverges, the parameters
   * stay as they were before it.
   */
  step(rows = this.plan.batchSize) {
    const places = this.order.subarray(this.met, Math.min(this.met + rows, this.data.rows));
    const loss = this.restored(() => step(this.net, this.state, part(this.data, places, this.net.inputs), this.plan.loss));
    for (const [place, value] of this.pinned) this.net.vector[place] = value;
    this.met += places.length;
    this.sum += loss * places.length;
    this.steps += 1;
    if (this.met >= this.data.rows) {
      this.losses.push(this.sum / this.data.rows);
      this.epochs += 1;
      this.order = this.random.order(this.data.rows);
      this.met = 0;
      this.sum = 0;
    }
    return loss;
  }

  /** Do something to the parameters; if that fails, they are as before. */
  restored(work) {
    this.before.set(this.net.vector);
    try {
      return work();
    } catch (error) {
      this.net.vector.set(this.before);
      throw error;
    }
  }

  /** Go to the end of the epoch. */
  epoch() {
    const { epochs } = this;
    while (this.epochs === epochs) this.step();
  }
}
