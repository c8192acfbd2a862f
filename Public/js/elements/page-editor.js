import "./markdown-editor.js"
import { outcome, savingDelay } from "../lib/autosave.js"
import { parsed } from "../lib/words.js"

// <page-editor data-preview data-files data-save data-words> around a <markdown-editor>: shows its Markdown as the page
// will look, sends drafts to `data-save`, and takes files. The editor itself comes from another file, when it is there;
// without it, or for a text it cannot hold, the Markdown stays what one writes.
class PageEditor extends HTMLElement {
  #area = this.querySelector("textarea")
  #source = this.querySelector("markdown-editor")
  #words = parsed(this.dataset.words)
  #surface
  #wanted
  #modes = []
  #first
  #waiting
  #request

  async connectedCallback() {
    if (!this.#area || this.querySelector(".modes")) return
    if (this.dataset.save) this.#watch()
    this.#source.before(this.#switch())
    await this.#show(localStorage.getItem("page-editor") !== "markdown", false)
  }

  // MARK: - Two ways to write

  #switch() {
    const box = document.createElement("div")
    box.className = "modes tools"
    box.setAttribute("role", "group")
    box.setAttribute("aria-label", this.#words.text)
    for (const visual of [true, false]) {
      const button = document.createElement("button")
      button.type = "button"
      button.textContent = visual ? this.#words.visual : this.#words.markdown
      button.setAttribute("aria-pressed", "false")
      button.addEventListener("click", () => {
        try { localStorage.setItem("page-editor", visual ? "visual" : "markdown") } catch {}
        this.#show(visual, true)
      })
      box.append(button)
      this.#modes.push(button)
    }
    return box
  }

  async #show(visual, focuses) {
    this.#wanted = visual
    if (visual && !this.#surface) {
      this.setAttribute("aria-busy", "true")
      try {
        const { open } = await import("./page-surface.js")
        if (!this.#wanted || this.#surface) return
        this.#surface = open({
          markdown: this.#area.value, words: this.#words, files: this.dataset.files, preview: this.dataset.preview,
          changed: markdown => this.#write(markdown),
        })
      } catch (error) { console.warn(error) }
      this.removeAttribute("aria-busy")
      if (this.#surface) this.append(this.#surface.element)
    } else if (!visual && this.#surface) {
      this.#surface.close()
      this.#surface = undefined
    }
    this.#source.hidden = !!this.#surface
    this.#modes[0].setAttribute("aria-pressed", String(!!this.#surface))
    this.#modes[1].setAttribute("aria-pressed", String(!this.#surface))
    if (!this.#surface) this.#area.dispatchEvent(new Event("input"))
    if (focuses) this.#surface ? this.#surface.focus() : this.#area.focus()
  }

  #write(markdown) {
    this.#area.value = markdown
    this.#area.dispatchEvent(new Event("input", { bubbles: true }))
  }

  // MARK: - Drafts

  #watch() {
    const form = this.#area.form
    form.addEventListener("input", event => {
      if (event.isTrusted || event.target === this.#area) this.#later()
    })
    form.addEventListener("submit", () => {
      clearTimeout(this.#waiting)
      this.#request?.abort()
      this.#first = undefined
    })
    if (this.#area.value !== this.#area.defaultValue) this.#later()  // typed before this script was there
    addEventListener("online", () => { if (this.#first) this.#save() })
    addEventListener("visibilitychange", () => { if (document.hidden && this.#first) this.#save() })
  }

  #later() {
    const now = performance.now()
    this.#first ??= now
    clearTimeout(this.#waiting)
    this.#say("wait", this.#words.saving)
    this.#waiting = setTimeout(() => this.#save(), savingDelay(now - this.#first))
  }

  async #save() {
    clearTimeout(this.#waiting)
    this.#first = undefined
    this.#request?.abort()
    const request = this.#request = new AbortController()
    const form = this.#area.form
    let status = 0, answer = {}
    try {
      const response = await fetch(this.dataset.save, {
        method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "application/json" },
        signal: request.signal, keepalive: this.#area.value.length < 20_000,
      })
      status = response.status
      answer = parsed(await response.text())
    } catch { if (request.signal.aborted) return }
    switch (outcome(status)) {
      case "saved":
        form.elements.revision.value = answer.revision
        return this.#first === undefined && this.#say("", `${this.#words.saved} ${answer.saved}`)
      case "conflict":
        // Both texts are safe: this one stands here, the other in the draft. The button shows them side by side.
        form.querySelector("[data-keep]").textContent = this.#words.compare
        return this.#say("off", answer.error)
      case "refused": return this.#say("off", answer.error ?? this.#words.offline)
      default:
        this.#first = performance.now()
        this.#waiting = setTimeout(() => this.#save(), 5000)
        return this.#say("off", this.#words.offline)
    }
  }

  #say(state, text) {
    const line = this.#area.form.querySelector(".saved")
    line.hidden = false
    line.dataset.state = state
    if (line.textContent !== text) line.textContent = text
  }
}
customElements.define("page-editor", PageEditor)
