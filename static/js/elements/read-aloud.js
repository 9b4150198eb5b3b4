// <read-aloud for="ids" hidden>: reads the text of these elements with a French voice of this device.
// Without such a voice it stays hidden: an online or foreign voice would promise more than it gives.
const speech = window.speechSynthesis;
const RATE = 0.85;

function localVoice() {
  const language = document.documentElement.lang;
  return speech && speech.getVoices().find((voice) => voice.localService && voice.lang.toLowerCase().startsWith(language));
}

customElements.define("read-aloud", class extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    this.words = this.querySelector("[data-stop]");
    this.rest = this.words.textContent;
    this.button.addEventListener("click", () => (this.reading ? this.stop() : this.start()));
    this.offer = () => { this.hidden = !localVoice(); };
    this.offer();
    if (speech) speech.addEventListener("voiceschanged", this.offer);
  }

  disconnectedCallback() {
    if (!speech) return;
    speech.removeEventListener("voiceschanged", this.offer);
    this.stop();
  }

  // One sentence at a time: some browsers go silent after about fourteen seconds.
  start() {
    const texts = this.getAttribute("for").split(" ").map((id) => document.getElementById(id)).filter(Boolean);
    const sentences = texts.map((element) => element.innerText).join("\n").match(/[^.?!\n]+[.?!]*/g) || [];
    speech.cancel();
    this.show(true);
    sentences.forEach((sentence, place) => {
      const utterance = new SpeechSynthesisUtterance(sentence);
      utterance.voice = localVoice();
      utterance.lang = utterance.voice.lang;
      utterance.rate = RATE;
      if (place === sentences.length - 1) utterance.onend = () => this.show(false);
      speech.speak(utterance);
    });
  }

  stop() {
    if (!this.reading) return;
    speech.cancel();
    this.show(false);
  }

  show(reading) {
    this.reading = reading;
    this.words.textContent = reading ? this.words.dataset.stop : this.rest;
  }
});
