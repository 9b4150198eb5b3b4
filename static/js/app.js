// The one entry. Every page works without it; each import improves one thing.
import "./settings.js";
import { defineElements } from "./elements.js";

defineElements();

// The page where a code is typed needs nothing more: it stays light on a slow network.
if (document.querySelector("[hx-get], [hx-post], [hx-sse\\:connect]")) import("./live.js");
