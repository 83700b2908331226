// The log of what was done to a network: every entry can be taken back and done again, bit for bit.

/**
 * @typedef {import("./network.js").Network} Network
 * @typedef {{ before: number, after: number }} Change
 * @typedef {{ label: string, gesture: unknown, changes: Map<number, Change> }} Entry by the place in the vector
 */

/** Owns the parameters of a network while they are edited, and tells who listens when they change. */
export class History {
  /** @param {Network} net */
  constructor(net) {
    this.net = net;
    /** @type {Entry[]} */
    this.done = [];
    /** @type {Entry[]} */
    this.undone = [];
    /** @type {Set<() => void>} */
    this.listeners = new Set();
    /** @type {Set<() => void>} who is asked to stop before something is changed */
    this.asked = new Set();
  }

  /**
   * Set some parameters. Calls with the same gesture, such as the movements of one drag, become one entry.
   * @param {[number, number][]} values places in the vector, each with its new value
   * @param {string} label what is done, in words
   * @param {unknown} gesture
   */
  set(values, label, gesture = null) {
    for (const stop of this.asked) stop();
    const last = this.done[this.done.length - 1];
    const entry = gesture !== null && last && last.gesture === gesture ? last : { label, gesture, changes: new Map() };
    for (const [place, value] of values) {
      const before = this.net.vector[place];
      this.net.vector[place] = value;
      const after = this.net.vector[place]; // as it was rounded
      const known = entry.changes.get(place);
      if (known) known.after = after;
      else entry.changes.set(place, { before, after });
    }
    if (entry !== last) this.done.push(entry);
    this.undone = [];
    this.tell();
  }

  /** Set all parameters, as a training or a preset does. */
  replace(vector, label, gesture = null) {
    const values = /** @type {[number, number][]} */ ([]);
    for (let place = 0; place < vector.length; place++) {
      if (!Object.is(this.net.vector[place], vector[place])) values.push([place, vector[place]]);
    }
    if (values.length) this.set(values, label, gesture);
  }

  undo() {
    for (const stop of this.asked) stop();
    const entry = this.done.pop();
    if (!entry) return false;
    for (const [place, { before }] of entry.changes) this.net.vector[place] = before;
    this.undone.push(entry);
    this.tell();
    return true;
  }

  redo() {
    for (const stop of this.asked) stop();
    const entry = this.undone.pop();
    if (!entry) return false;
    for (const [place, { after }] of entry.changes) this.net.vector[place] = after;
    this.done.push(entry);
    this.tell();
    return true;
  }

  tell() {
    for (const listener of this.listeners) listener();
  }
}
