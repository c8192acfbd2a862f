import { parsed } from "../lib/words.js"

// <exercise-editor data-preview="/…" data-draft="key" data-version="3"> around a <textarea> and an empty .understood:
// shows what the text was understood as, and keeps a draft on the device until its form has gone.
class ExerciseEditor extends HTMLElement {
  #area = this.querySelector("textarea")
  #shown = this.querySelector(".understood")
  #words = parsed(this.dataset.words)
  #waiting
  #latest = 0

  connectedCallback() {
    if (!this.#area) return
    const form = this.#area.form
    // Each kind of exercise has a draft of its own.
    this.key = `draft:${this.dataset.draft}:${form.elements.kind?.value ?? ""}`
    this.addEventListener("input", () => this.#changed())
    this.addEventListener("change", () => this.#changed())
    form.addEventListener("submit", () => { try { localStorage.removeItem(this.key) } catch {} })
    this.#restore()
    if (this.#area.value.trim()) this.#ask()
  }

  #changed() {
    try {
      localStorage.setItem(this.key, JSON.stringify({ text: this.#area.value, version: this.dataset.version }))
    } catch {}  // no storage, no draft
    clearTimeout(this.#waiting)
    this.#waiting = setTimeout(() => this.#ask(), 400)
  }

  #restore() {
    let draft
    try { draft = parsed(localStorage.getItem(this.key)) } catch { return }
    const saved = this.#area.value
    // A text refused by the server stands in the form already.
    if (!draft.text || draft.version !== this.dataset.version || draft.text === saved || document.querySelector("[role=alert]")) return
    this.#area.value = draft.text
    const note = document.createElement("p")
    note.className = "note row"
    note.setAttribute("role", "status")
    const button = Object.assign(document.createElement("button"), { type: "button", className: "small", textContent: this.#words.discard ?? "" })
    button.addEventListener("click", () => {
      this.#area.value = saved
      try { localStorage.removeItem(this.key) } catch {}
      note.remove()
      this.#ask()
    })
    note.append(this.#words.restored ?? "", " ", button)
    this.#area.before(note)
  }

  async #ask() {
    const number = this.#latest += 1
    const fields = this.#area.form.elements
    const body = new URLSearchParams({ kind: fields.kind.value, source: this.#area.value })
    if (fields.directions) body.set("directions", fields.directions.value)
    try {
      const response = await fetch(this.dataset.preview, { method: "POST", body })
      const text = await response.text()
      if (number === this.#latest && response.ok) this.#shown.innerHTML = text
    } catch { this.#shown.textContent = this.#words.failed ?? "" }
  }
}
customElements.define("exercise-editor", ExerciseEditor)
