// The log of what was done to a network: every entry can be taken back and done again, bit for bit.

/**
 * @typedef {import("./content.js").Content} Content
 * @typedef {{ before: number, after: number }} Change
 * @typedef {{
 *   label: string, gesture: unknown, changes: Map<number, Change>, from: Content, to: Content,
 * }} Entry changes by the place in the vector, and what the page showed before and after
 */

/** Owns what the page shows and the parameters of its network, and tells who listens when they change. */
export class History {
  /** @param {Content} content */
  constructor(content) {
    this.content = content;
    /** @type {Entry[]} */
    this.done = [];
    /** @type {Entry[]} */
    this.undone = [];
    /** @type {Set<() => void>} */
    this.listeners = new Set();
    /** @type {Set<() => void>} who is asked to stop before something is changed */
    this.asked = new Set();
  }

  get net() {
    return this.content.net;
  }

  /**
   * Set some parameters. Calls with the same gesture, such as the movements of one drag, become one entry.
   * @param {[number, number][]} values places in the vector, each with its new value
   * @param {string} label what is done, in words
   * @param {unknown} gesture
   */
  set(values, label, gesture = null) {
    for (const stop of this.asked) stop();
    const entry = this.entry(label, gesture);
    for (const [place, value] of values) {
      const before = this.net.vector[place];
      this.net.vector[place] = value;
      const after = this.net.vector[place]; // as it was rounded
      const known = entry.changes.get(place);
      if (known) known.after = after;
      else entry.changes.set(place, { before, after });
    }
    this.tell();
  }

  /** Return the entry of a gesture that goes on, or a new one. */
  entry(label, gesture) {
    this.undone = [];
    const last = this.done[this.done.length - 1];
    if (gesture !== null && last && last.gesture === gesture) return last;
    const entry = { label, gesture, changes: new Map(), from: this.content, to: this.content };
    this.done.push(entry);
    return entry;
  }

  /** Show something else: another network, or other rows. */
  show(content, label, gesture = null) {
    for (const stop of this.asked) stop();
    this.entry(label, gesture).to = content;
    this.content = content;
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
    this.content = entry.from;
    this.undone.push(entry);
    this.tell();
    return true;
  }

  redo() {
    for (const stop of this.asked) stop();
    const entry = this.undone.pop();
    if (!entry) return false;
    for (const [place, { after }] of entry.changes) this.net.vector[place] = after;
    this.content = entry.to;
    this.done.push(entry);
    this.tell();
    return true;
  }

  tell() {
    for (const listener of this.listeners) listener();
  }
}
