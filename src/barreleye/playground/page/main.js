// The beginning of the page.

import { App } from "./app.js";
import { engine } from "./engine.js";

export const page = { engine, app: null };

const state = JSON.parse(document.getElementById("state")?.textContent ?? "null");
if (state) page.app = new App(/** @type {HTMLElement} */ (document.getElementById("app")), state);
