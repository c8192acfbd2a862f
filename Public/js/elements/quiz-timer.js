import { clockFace, parsed, passed, words } from "../lib/words.js"

// <quiz-timer data-now="ms" data-deadline="ms" data-messages='{"minutes":{"one":…,"few":…,"many":…}}'>Until 12:40</quiz-timer>
// Time left by the server's clock. At the end it sends the event "timeout"; when nobody takes it, the form goes by itself.
class QuizTimer extends HTMLElement {
  #end
  #left = Infinity
  #face = document.createElement("time")
  #voice = document.createElement("span")
  #beat

  connectedCallback() {
    if (!this.dataset.deadline) return
    this.#face.setAttribute("role", "timer")
    this.#voice.className = "vh"
    this.#voice.setAttribute("aria-live", "polite")
    this.replaceChildren(this.#face, this.#voice)
    this.sync(this.dataset.deadline - this.dataset.now)
  }
  disconnectedCallback() { clearInterval(this.#beat) }

  /** Takes the server's word on the time left, in milliseconds. */
  sync(remaining) {
    this.#end = performance.now() + remaining
    clearInterval(this.#beat)
    this.#beat = setInterval(() => this.#tick(), 1000)
    this.#tick()
  }

  #tick() {
    const left = this.#end - performance.now()
    const mark = passed([60000, 300000], this.#left, left)
    this.#left = left
    this.#face.textContent = clockFace(left)
    this.dataset.state = left <= 60000 ? "last" : left <= 300000 ? "soon" : ""
    if (mark) this.#voice.textContent = words(parsed(this.dataset.messages).minutes ?? "{count}", mark / 60000)
    if (left > 0) return
    clearInterval(this.#beat)
    const form = this.closest("form")
    if (this.dispatchEvent(new CustomEvent("timeout", { bubbles: true, cancelable: true }))) {
      form?.insertAdjacentHTML("beforeend", `<input type="hidden" name="go" value="timeout">`)
      form?.submit()
    }
  }
}
customElements.define("quiz-timer", QuizTimer)
