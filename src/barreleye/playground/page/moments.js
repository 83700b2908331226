// The past of a training: parameters at some steps, fewer of them the longer it lasts.

const MOST = 200;
const MOST_BYTES = 64e6;

/** Keeps parameters; if there are too many, every second set is let go. */
export class Moments {
  /** @param {number} bytes of one set */
  constructor(bytes) {
    this.most = Math.max(2, Math.min(MOST, Math.floor(MOST_BYTES / bytes)));
    /** @type {{ steps: number, vector: any }[]} */
    this.kept = [];
    this.every = 1;
    this.met = 0;
  }

  add(steps, vector) {
    this.met += 1;
    if (this.met % this.every === 0) this.kept.push({ steps, vector: vector.slice() });
    if (this.kept.length > this.most) {
      this.kept = this.kept.filter((_, k) => k % 2 === 0);
      this.every *= 2;
    }
  }
}
