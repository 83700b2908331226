// The log of what was done to a network: every entry can be taken back and done again, bit for bit.

const MOST_BYTES = 256e6; // of entries; beyond, the oldest are let go

/**
 * @typedef {import("./content.js").Content} Content
 * @typedef {import("./network.js").Numbers} Numbers
 * @typedef {{ before: number, after: number }} Change
 * @typedef {{
 *   label: string, gesture: unknown, changes: Map<number, Change>, whole: { before: Numbers, after: Numbers } | null,
 *   from: Content, to: Content,
 * }} Entry changes by the place in the vector, or the whole vector, and what the page showed before and after
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
    const { vector } = this.net;
    const rounded = vector.slice(0, 1);
    const isNew = ([place, value]) => {
      rounded[0] = value;
      return !Object.is(rounded[0], vector[place]);
    };
    if (!values.some(isNew)) return;
    const { changes } = this.entry(label, gesture);
    for (const [place, value] of values) {
      const before = vector[place];
      vector[place] = value;
      const after = vector[place]; // as it was rounded
      const known = changes.get(place);
      if (known) known.after = after;
      else changes.set(place, { before, after });
    }
    this.tell();
  }

  /**
   * Set all parameters, as a training does.
   * @param {unknown} gesture
   */
  replace(vector, label, gesture = null) {
    for (const stop of this.asked) stop();
    const now = this.net.vector;
    if (now.every((one, place) => Object.is(one, vector[place]))) return;
    const entry = this.entry(label, gesture);
    entry.whole ??= { before: now.slice(), after: now };
    entry.whole.after = vector.slice();
    now.set(vector);
    this.letGo();
    this.tell();
  }

  /**
   * Show something else: another network, or other rows.
   * @param {unknown} gesture
   */
  show(content, label, gesture = null) {
    for (const stop of this.asked) stop();
    this.entry(label, gesture).to = content;
    this.content = content;
    this.tell();
  }

  /** Return the entry of a gesture that goes on, or a new one. */
  entry(label, gesture) {
    this.undone = [];
    const last = this.done[this.done.length - 1];
    if (gesture !== null && last && last.gesture === gesture) return last;
    /** @type {Entry} */
    const entry = { label, gesture, changes: new Map(), whole: null, from: this.content, to: this.content };
    this.done.push(entry);
    return entry;
  }

  /** Let the oldest entries go, if all of them need too much memory. */
  letGo() {
    const size = ({ whole }) => (whole ? 2 * whole.before.byteLength : 0);
    let bytes = this.done.reduce((sum, one) => sum + size(one), 0);
    while (bytes > MOST_BYTES && this.done.length > 2) bytes -= size(/** @type {Entry} */ (this.done.shift()));
  }

  undo() {
    for (const stop of this.asked) stop();
    const entry = this.done.pop();
    if (!entry) return false;
    for (const [place, { before }] of entry.changes) this.net.vector[place] = before;
    if (entry.whole) this.net.vector.set(entry.whole.before);
    this.content = entry.from;
    this.undone.push(entry);
    this.tell();
    return true;
  }

  redo() {
    for (const stop of this.asked) stop();
    const entry = this.undone.pop();
    if (!entry) return false;
    if (entry.whole) entry.from.net.vector.set(entry.whole.after);
    for (const [place, { after }] of entry.changes) entry.from.net.vector[place] = after;
    this.content = entry.to;
    this.done.push(entry);
    this.tell();
    return true;
  }

  tell() {
    for (const listener of this.listeners) listener();
  }
}
