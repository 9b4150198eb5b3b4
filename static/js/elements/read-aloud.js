// <read-aloud for="ids" data-recording="URL" hidden>: plays the recording of the author; without one,
// reads the text of these elements with a French voice of this device. Without such a voice it stays
// hidden: an online or foreign voice would promise more than it gives. Never by itself.
const speech = window.speechSynthesis;
const RATE = 0.85;
let reading = null;

// An answer changes what there is to read.
document.addEventListener("submit", () => { if (reading) reading.stop(); });

function localVoice() {
  const language = document.documentElement.lang;
  return speech && speech.getVoices().find((voice) => voice.localService && voice.lang.toLowerCase().startsWith(language));
}

customElements.define("read-aloud", class extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    this.words = this.querySelector("[data-stop]");
    this.rest = this.words.textContent;
    this.button.addEventListener("click", () => (reading === this ? this.stop() : this.start()));
    this.offer = () => { this.hidden = !this.dataset.recording && !localVoice(); };
    this.offer();
    if (speech) speech.addEventListener("voiceschanged", this.offer);
  }

  disconnectedCallback() {
    if (speech) speech.removeEventListener("voiceschanged", this.offer);
    this.stop();
  }

  start() {
    if (reading) reading.stop();
    reading = this;
    this.words.textContent = this.words.dataset.stop;
    if (this.dataset.recording) this.play();
    else this.speak();
  }

  play() {
    this.sound = new Audio(this.dataset.recording);
    this.sound.defaultPlaybackRate = this.sound.playbackRate = RATE;
    this.sound.addEventListener("ended", () => this.stop());
    this.sound.play().catch(() => this.give());
  }

  // A recording that cannot be played gives way to the voice of the device.
  give() {
    if (reading !== this) return;
    delete this.dataset.recording;
    this.stop();
    this.offer();
    if (!this.hidden) this.start();
  }

  // One sentence at a time: some browsers go silent after about fourteen seconds.
  speak() {
    const texts = this.getAttribute("for").split(" ").map((id) => document.getElementById(id)).filter(Boolean);
    const sentences = texts.map((element) => element.innerText).join("\n").match(/[^.?!\n]+[.?!]*/g) || [];
    speech.cancel();
    sentences.forEach((sentence, place) => {
      const utterance = new SpeechSynthesisUtterance(sentence);
      utterance.voice = localVoice();
      utterance.lang = utterance.voice.lang;
      utterance.rate = RATE;
      if (place === sentences.length - 1) utterance.onend = () => this.stop();
      speech.speak(utterance);
    });
  }

  stop() {
    if (reading !== this) return;
    reading = null;
    if (this.sound) this.sound.pause();
    else speech.cancel();
    this.sound = null;
    this.words.textContent = this.rest;
  }
});
