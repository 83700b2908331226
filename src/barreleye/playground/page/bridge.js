// The way back to Python, where the page was opened from there: the parameters are sent after every change.

const PAUSE = 100; // milliseconds without a change, before it is sent

/** Sends parameters to the server that the page came from. */
export class Bridge {
  /** @param {(words: string) => void} told is called with what went wrong, or with "" */
  constructor(told) {
    this.told = told;
    this.waiting = 0;
  }

  /** Send the parameters of a network soon. */
  send(net) {
    clearTimeout(this.waiting);
    this.waiting = window.setTimeout(async () => {
      try {
        const answer = await fetch("parameters", { method: "POST", body: net.vector.slice().buffer });
        this.told(answer.ok ? "" : "Python refused the parameters of this page.");
      } catch {
        this.told("Python does not listen any more: copy the script, or download the model.");
      }
    }, PAUSE);
  }
}
