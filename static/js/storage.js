// What is kept on this device for one person: their seat names every key, so that it can be erased whole.
const PREFIX = "classroom:seat:";
const seat = document.body.dataset.seat || "";
let left = false;

const key = (name) => `${PREFIX}${seat}:${name}`;

export function read(name) {
  try { return JSON.parse(localStorage.getItem(key(name))); } catch { return null; }
}

export function write(name, value) {
  if (!seat || left) return false;
  try {
    localStorage.setItem(key(name), JSON.stringify(value));
    return true;
  } catch { return false; }
}

export function erase(name) {
  try { localStorage.removeItem(key(name)); } catch { /* nothing was kept */ }
}

function eraseSeats(wanted) {
  try {
    Object.keys(localStorage).filter((k) => k.startsWith(PREFIX) && wanted(k)).forEach((k) => localStorage.removeItem(k));
  } catch { /* nothing was kept */ }
}

export function eraseSeat() {
  left = true;
  eraseSeats(() => true);
}

// Another person sits here now: nothing of the previous one remains.
if (seat) eraseSeats((k) => !k.startsWith(`${PREFIX}${seat}:`));

// The seat was erased on the server: nothing of anybody remains here either.
if (document.body.hasAttribute("data-erased")) eraseSeat();

export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
