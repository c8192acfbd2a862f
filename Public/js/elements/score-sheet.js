import { QuizAttempt } from "./quiz-attempt.js"
import { isMarked, mark, total } from "../lib/score-total.js"

// A juror's sheet: kept like the answers of an attempt, its total always in sight.
class ScoreSheet extends QuizAttempt {
  connectedCallback() {
    super.connectedCallback()
    this.#show()
  }
  oninput(event) {
    super.oninput(event)
    this.#show()
  }
  onstorage(event) {
    super.onstorage(event)
    this.#show()
  }

  #criteria() {
    return [...this.querySelectorAll("fieldset[data-weight]")].map(({ dataset, elements }) => {
      const chosen = [...elements].find(e => e.name === `m${dataset.slot}` && (e.type !== "radio" || e.checked))
      const { weight, lowest, highest } = dataset
      return { weight: +weight, lowest: +lowest, highest: +highest, mark: mark(chosen?.value ?? "") }
    })
  }
  #show() {
    const output = this.querySelector("output.total")
    if (!output) return
    const criteria = this.#criteria()
    const sum = total(criteria)
    output.textContent = sum === undefined
      ? this.dataset.unfinished.replace("{marked}", criteria.filter(isMarked).length).replace("{count}", criteria.length)
      : this.dataset.total.replace("{total}", sum.toLocaleString(document.documentElement.lang, { minimumFractionDigits: 2, maximumFractionDigits: 2 }))
  }
}

customElements.define("score-sheet", ScoreSheet)
