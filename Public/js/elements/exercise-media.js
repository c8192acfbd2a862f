import { due, filled } from "../lib/exercise-moves.js"

// <exercise-media data-film="id"> around questions with their moments: the film stops at each and goes on when one says so.
class ExerciseMedia extends HTMLElement {
  #words = JSON.parse(this.dataset.words)
  #questions = [...this.querySelectorAll("[data-at]")]
  #asked = new Set()

  connectedCallback() {
    const film = document.getElementById(this.dataset.film)
    // What was checked is seen whole.
    if (this.closest("fieldset:disabled") || !film || this.querySelector(".verdict")) return
    this.film = film
    for (const question of this.#questions) {
      question.hidden = true
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: this.#words.go ?? "" })
      button.addEventListener("click", () => this.#goOn(question))
      question.append(button)
    }
    this.all = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: this.#words.rest ?? "" })
    this.all.addEventListener("click", () => this.#showAll())
    this.said = Object.assign(document.createElement("p"), { className: "vh" })
    this.said.setAttribute("aria-live", "polite")
    this.append(this.all, this.said)
    film.addEventListener("timeupdate", () => this.#look())
    film.addEventListener("ended", () => this.#showAll())
    film.addEventListener("error", () => this.#showAll(), true)
  }

  #look() {
    const times = this.#questions.map(({ dataset }) => Number(dataset.at))
    const now = due(times, this.#asked, this.film.currentTime * 1000)
    if (now < 0 || this.#questions.some(question => !question.hidden && question.matches(".now"))) return
    this.#asked.add(now)
    this.film.pause()
    if (document.fullscreenElement) document.exitFullscreen()
    const question = this.#questions[now]
    question.hidden = false
    question.classList.add("now")
    this.said.textContent = filled(this.#words.at, { time: question.querySelector(".num").textContent })
    question.querySelector("input")?.focus()
    question.scrollIntoView({ block: "nearest" })
  }

  #goOn(question) {
    question.classList.remove("now")
    const now = this.film.currentTime * 1000
    this.film.play().catch(() => {})
    if (due(this.#questions.map(({ dataset }) => Number(dataset.at)), this.#asked, now) >= 0) this.#look()
    else this.film.focus()
  }

  #showAll() {
    for (const question of this.#questions) question.hidden = false
    this.#questions.forEach((_, number) => this.#asked.add(number))
    this.all.hidden = true
  }
}
customElements.define("exercise-media", ExerciseMedia)
