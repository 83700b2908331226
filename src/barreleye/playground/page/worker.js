// Training beside the page, so that the page stays quick: it sends what it has whenever the last picture was shown.

import { Network } from "./network.js";
import { DivergedError } from "./training.js";
import { Trainer } from "./trainer.js";

const SLICE = 4; // milliseconds of training before messages are read
const FRAME = 26; // milliseconds at least between two pictures: more of them would take time from the training
const MOST_LOSSES = 5000; // that wait for a picture: a page out of sight shows none

/**
 * Answer the messages of a page.
 * @param {any} scope the global scope of a worker
 */
export function startWorker(scope) {
  /** @type {Trainer} */
  let trainer;
  let running = false;
  let turn = 0; // the number of the order that is carried out
  let goal = Infinity; // the epoch at which the training ends by itself
  let shown = true;
  let lastFrame = 0;
  const channel = new MessageChannel();

  function tell(kind, more = {}) {
    const { net, steps, epochs, losses } = trainer;
    scope.postMessage({ kind, turn, vector: net.vector.slice(), steps, epochs, losses: losses.splice(0), ...more });
    shown = false;
  }

  /** Do some steps, and tell if one diverges. */
  function guarded(work) {
    try {
      work();
      return true;
    } catch (error) {
      if (!(error instanceof DivergedError)) throw error;
      running = false;
      tell("diverged", { layer: error.layer, what: error.what });
      return false;
    }
  }

  function slice() {
    if (!running) return;
    const end = performance.now() + SLICE;
    const whole = guarded(() => {
      while (performance.now() < end && trainer.epochs < goal) trainer.step();
    });
    if (!whole) return;
    if (trainer.epochs >= goal) {
      running = false;
      return tell("paused");
    }
    if ((shown && end - lastFrame >= FRAME) || trainer.losses.length > MOST_LOSSES) {
      tell("frame");
      lastFrame = end;
    }
    channel.port2.postMessage(0); // messages of the page come between
  }

  channel.port1.onmessage = slice;
  scope.onmessage = ({ data }) => {
    turn = data.turn ?? turn;
    if (data.kind === "start") {
      trainer = new Trainer(new Network(data.network, data.vector), data.data, data.plan);
      running = false;
    } else if (data.kind === "run") {
      const idle = !running;
      running = true;
      shown = true;
      goal = data.goal ?? Infinity;
      if (idle) slice();
    } else if (data.kind === "shown") {
      shown = true;
    } else if (data.kind === "pause") {
      running = false;
      tell("paused");
    } else if (data.kind === "step") {
      running = false;
      const works = { sample: () => trainer.step(1), batch: () => trainer.step(), epoch: () => trainer.epoch() };
      if (guarded(works[data.unit])) tell("paused");
    }
  };
}
