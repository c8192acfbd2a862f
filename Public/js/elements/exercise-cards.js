import { filled } from "../lib/exercise-moves.js"

// <exercise-cards> around a list of cards: one at a time, turned by a button, put aside as known or not.
class ExerciseCards extends HTMLElement {
  #words = JSON.parse(this.dataset.words)
  #cards = [...this.querySelectorAll(".card")]
  #at = 0

  connectedCallback() {
    if (this.closest("fieldset:disabled") || !this.#cards.length) return
    this.count = Object.assign(document.createElement("p"), { className: "muted small" })
    this.count.setAttribute("aria-live", "polite")
    this.prepend(this.count)
    this.classList.add("dealt")
    this.button = this.closest("form")?.querySelector("button.main")
    // Arrow keys change a radio, a press or Space settles it: only that puts the card aside.
    this.addEventListener("click", ({ target, detail }) => {
      if (target.type === "radio" && detail > 0) this.#next()
    })
    this.addEventListener("keydown", event => {
      if (event.target.type !== "radio" || (event.key !== "Enter" && event.key !== " ")) return
      event.preventDefault()
      event.target.checked = true
      this.#next()
    })
    this.#show(false)
  }

  #next() {
    this.#at += 1
    this.#show(true)
  }

  #show(moves) {
    const total = this.#cards.length
    this.#cards.forEach((card, number) => { card.hidden = number !== this.#at })
    const isDone = this.#at >= total
    this.count.textContent = isDone ? this.#words.done : filled(this.#words.of, { number: this.#at + 1, total })
    if (this.button) this.button.hidden = !isDone
    if (!moves) return
    if (isDone) this.button?.focus()
    else this.#cards[this.#at].querySelector("summary").focus()
  }
}
customElements.define("exercise-cards", ExerciseCards)
