// <game-rounds>: several games in one exercise, one on the screen at a time.
customElements.define("game-rounds", class extends HTMLElement {
  connectedCallback() {
    this.rounds = Array.from(this.querySelectorAll("[data-round]"));
    this.show(0);
  }

  show(rank) {
    this.rank = rank;
    this.rounds.forEach((round, place) => { round.hidden = place !== rank; });
    dispatchEvent(new Event("resize"));
  }

  // After the last one the answer leaves; before, the next game says which it is.
  next() {
    if (this.rank + 1 >= this.rounds.length) return this.closest("form").querySelector("[data-done]").click();
    this.show(this.rank + 1);
    return this.rounds[this.rank].querySelector("[data-heading]").focus();
  }
});
