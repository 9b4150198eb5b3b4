// htmx first, then its stream extension, then what listens to both: the order matters.
import "../vendor/htmx.esm.min.js";
import "../vendor/hx-sse.min.js";
import "./connection.js";
import "./stream.js";
import "./queue.js";
import "./drafts.js";
import "./focus.js";
import "./secrets.js";
import "./presence.js";
