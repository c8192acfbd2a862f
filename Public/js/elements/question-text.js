import { parsed } from "../lib/words.js"

// <question-text data-preview="/…"> around a <textarea> and an empty .understood: shows what the text was understood as.
class QuestionText extends HTMLElement {
  #area = this.querySelector("textarea")
  #shown = this.querySelector(".understood")
  #waiting
  #latest = 0

  connectedCallback() {
    this.#area?.addEventListener("input", () => {
      clearTimeout(this.#waiting)
      this.#waiting = setTimeout(() => this.#ask(), 400)
    })
    if (this.#area?.value.trim()) this.#ask()
  }

  async #ask() {
    const number = this.#latest += 1
    try {
      const body = new URLSearchParams({ questions: this.#area.value })
      const response = await fetch(this.dataset.preview, { method: "POST", body })
      const text = await response.text()
      if (number !== this.#latest) return
      if (response.ok) this.#shown.innerHTML = text
    } catch { this.#shown.textContent = parsed(this.dataset.words).failed ?? "" }
  }
}
customElements.define("question-text", QuestionText)
