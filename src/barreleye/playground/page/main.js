// The beginning: in a page the page, in a worker the training.

import { App } from "./app.js";
import { engine } from "./engine.js";
import { startWorker } from "./worker.js";

/** @type {{ engine: typeof engine, app: App | null }} */
export const page = { engine, app: null };

const inPage = typeof document !== "undefined";
const state = inPage ? JSON.parse(document.getElementById("state")?.textContent ?? "null") : null;
if (state) page.app = new App(/** @type {HTMLElement} */ (document.getElementById("app")), state);
if (!inPage && typeof self !== "undefined") startWorker(self);
