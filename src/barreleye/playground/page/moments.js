// The past of a training: parameters at some steps, fewer of them the longer it lasts, and always those of now.

const MOST = 200;
const MOST_BYTES = 64e6;

/** @typedef {{ steps: number, epochs: number, vector: any }} Moment */

/** Keeps parameters; if there are too many, every second set is let go. */
export class Moments {
  /** @param {number} bytes of one set */
  constructor(bytes) {
    this.most = Math.max(2, Math.min(MOST, Math.floor(MOST_BYTES / bytes)));
    /** @type {Moment[]} */
    this.kept = [];
    /** @type {Moment | null} */
    this.last = null;
    this.every = 1;
    this.met = 0;
  }

  /** All that can be gone back to, from the first to the last. */
  get all() {
    const { kept, last } = this;
    return last && kept[kept.length - 1] !== last ? [...kept, last] : kept;
  }

  /** @param {{ steps: number, epochs: number }} now */
  add({ steps, epochs }, vector) {
    this.last = { steps, epochs, vector: vector.slice() };
    if (this.met % this.every === 0) this.kept.push(this.last);
    this.met += 1;
    if (this.kept.length > this.most) {
      this.kept = this.kept.filter((_, k) => k % 2 === 0);
      this.every *= 2;
    }
  }

  /** Forget what came after a step: the training goes another way from there. */
  cut(steps) {
    this.kept = this.all.filter((one) => one.steps <= steps);
    this.last = this.kept[this.kept.length - 1] ?? null;
  }

  /** Return the moment with these parameters, if there is one. */
  find(vector) {
    return this.all.find((one) => one.vector.every((value, place) => Object.is(value, vector[place])));
  }
}
