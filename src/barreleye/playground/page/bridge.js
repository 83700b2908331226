// The way back to Python, where the page was opened from there: the network is sent after every change.

import { modelFile } from "./model_file.js";

const PAUSE = 100; // milliseconds at least between two networks that are sent

/** Sends the network to the server that the page came from. */
export class Bridge {
  /** @param {(words: string) => void} told is called with what went wrong, and with "" when it is right again */
  constructor(told) {
    this.told = told;
    this.waiting = 0;
    this.failed = false;
  }

  /**
   * Send a network soon, as it stands then.
   * @param {() => import("./content.js").Content} content
   */
  send(content) {
    if (this.waiting) return;
    this.waiting = window.setTimeout(async () => {
      this.waiting = 0;
      const { net, given } = content();
      // other layers than Python knows go with their description
      const [path, body] = net.description.changed ? ["network", modelFile(net, given.header)] : ["parameters", net.vector.slice().buffer];
      try {
        const answer = await fetch(path, { method: "POST", body });
        this.tell(answer.ok ? "" : "Python refused the network of this page: download the model.");
      } catch {
        this.tell("Python does not listen any more: copy the script, or download the model.");
      }
    }, PAUSE);
  }

  tell(words) {
    if (words || this.failed) this.told(words);
    this.failed = words !== "";
  }
}
