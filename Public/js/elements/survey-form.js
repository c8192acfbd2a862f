import { outcome, savingDelay } from "../lib/autosave.js"
import { filled, touchedQuestions } from "../lib/survey-draft.js"
import { parsed } from "../lib/words.js"

// <survey-form data-key data-save data-words> around the form of a survey: keeps what is chosen and typed. With
// `data-save` it goes to the server, one sending at a time, and only what was touched, so that another tab's answers
// stay. An anonymous survey has none: its draft stays in this tab and goes with it.
class SurveyForm extends HTMLElement {
  #form = this.querySelector("form")
  #line = this.querySelector(".saved")
  #words = parsed(this.dataset.words)
  #touched = new Set()
  #sending = false
  #timer
  #first

  connectedCallback() {
    if (!this.#form) return
    if (!this.dataset.save) this.#restore()
    this.#form.addEventListener("input", event => this.#note(event.target))
    this.#form.addEventListener("submit", () => {
      clearTimeout(this.#timer)
      if (!this.dataset.save) this.#forget()
    })
    addEventListener("online", () => this.#later(0))
    addEventListener("visibilitychange", () => { if (document.hidden) this.#send() })
  }

  #note({ name }) {
    if (!/^q\d+$/.test(name ?? "")) return
    if (!this.dataset.save) return this.#store()
    this.#touched.add(name)
    this.#say("wait", this.#words.saving)
    this.#first ??= performance.now()
    this.#later(savingDelay(performance.now() - this.#first))
  }

  #later(delay) {
    if (!this.#touched.size) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#send(), delay)
  }

  async #send() {
    if (this.#sending || !this.#touched.size) return
    clearTimeout(this.#timer)
    this.#first = undefined
    const sent = this.#touched
    this.#touched = new Set()
    this.#sending = true
    let status = 0, answer = {}
    try {
      const response = await fetch(this.dataset.save, {
        method: "POST", body: touchedQuestions(new FormData(this.#form), sent), redirect: "manual", keepalive: true,
      })
      status = response.type === "opaqueredirect" ? 401 : response.status
      answer = parsed(await response.text())
    } catch { status = 0 }
    this.#sending = false
    if (outcome(status) === "saved") {
      if (this.#touched.size) return this.#later(200)
      return this.#say("", `${this.#words.saved} ${answer.saved}`)
    }
    for (const name of sent) this.#touched.add(name)
    this.#say("off", this.#words.offline)
    if (outcome(status) === "offline") this.#later(5000)
  }

  // MARK: - In this tab alone

  #store() {
    try { sessionStorage.setItem(this.dataset.key, JSON.stringify([...new FormData(this.#form)])) } catch {}
  }
  #forget() { try { sessionStorage.removeItem(this.dataset.key) } catch {} }
  #restore() {
    let pairs = []
    try { pairs = JSON.parse(sessionStorage.getItem(this.dataset.key)) ?? [] } catch {}
    if (!Array.isArray(pairs) || this.querySelector(".missing")) return
    const values = filled(pairs)
    for (const control of this.#form.elements) {
      const own = values.get(control.name)
      if (!own) continue
      if (control.type === "radio" || control.type === "checkbox") control.checked = own.includes(control.value)
      else control.value = own[0]
    }
  }

  #say(state, text) {
    this.#line.hidden = false
    this.#line.dataset.state = state
    if (this.#line.textContent !== text) this.#line.textContent = text
  }
}
customElements.define("survey-form", SurveyForm)
