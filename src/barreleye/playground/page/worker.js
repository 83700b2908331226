// Training beside the page, so that the page stays quick: it sends what it has whenever the last picture was shown.

import { Network } from "./network.js";
import { DivergedError } from "./training.js";
import { Trainer } from "./trainer.js";

const SLICE = 4; // milliseconds of training before messages are read
const FRAME = 26; // milliseconds at least between two pictures: more of them would take time from the training

/**
 * Answer the messages of a page.
 * @param {any} scope the global scope of a worker
 */
export function startWorker(scope) {
  /** @type {Trainer} */
  let trainer;
  let running = false;
  let shown = true;
  let lastFrame = 0;
  const channel = new MessageChannel();

  function tell(kind, more = {}) {
    const { net, steps, epochs, losses } = trainer;
    scope.postMessage({ kind, vector: net.vector.slice(), steps, epochs, losses: losses.splice(0), ...more });
    shown = false;
  }

  /** Do some steps; the parameters before one that diverges come back. */
  function guarded(work) {
    const before = trainer.net.vector.slice();
    try {
      work();
      return true;
    } catch (error) {
      if (!(error instanceof DivergedError)) throw error;
      trainer.net.vector.set(before);
      running = false;
      tell("diverged", { layer: error.layer, what: error.what });
      return false;
    }
  }

  function slice() {
    if (!running) return;
    const end = performance.now() + SLICE;
    const whole = guarded(() => {
      while (performance.now() < end) trainer.step();
    });
    if (!whole) return;
    if (shown && end - lastFrame >= FRAME) {
      tell("frame");
      lastFrame = end;
    }
    channel.port2.postMessage(0); // messages of the page come between
  }

  channel.port1.onmessage = slice;
  scope.onmessage = ({ data }) => {
    if (data.kind === "start") {
      trainer = new Trainer(new Network(data.network, data.vector), data.data, data.plan);
    } else if (data.kind === "run") {
      running = true;
      shown = true;
      slice();
    } else if (data.kind === "shown") {
      shown = true;
    } else if (data.kind === "pause") {
      running = false;
      tell("paused");
    } else if (data.kind === "step") {
      const works = { sample: () => trainer.step(1), batch: () => trainer.step(), epoch: () => trainer.epoch() };
      if (guarded(works[data.unit])) tell("paused");
    }
  };
}
