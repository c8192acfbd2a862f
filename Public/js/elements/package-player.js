import { parsed } from "../lib/words.js"

// <package-player data-tracking="/…" data-channel="…" data-item="…" data-words='{…}'> around a package's frame.
// The frame has no origin: it speaks by messages, and this page, which has one, hands them to the server.
class PackagePlayer extends HTMLElement {
  #words = parsed(this.dataset.words)
  #status = this.querySelector("[role=status]")
  #values = {}
  #frames = new Set()
  #changed = false
  #finished = false
  #timer
  #saving
  #failures = 0

  connectedCallback() {
    addEventListener("message", this)
    addEventListener("pagehide", this)
    document.addEventListener("click", this)
  }
  disconnectedCallback() {
    removeEventListener("message", this)
    removeEventListener("pagehide", this)
    document.removeEventListener("click", this)
    clearTimeout(this.#timer)
  }

  handleEvent(event) {
    if (event.type === "message") this.#hear(event)
    else if (event.type === "click") this.#leave(event)
    else this.#save(true)
  }

  #hear({ data, source }) {
    // Whoever knows the pass is the package: it stands in no address but the frame's.
    if (data?.coursePackage !== this.dataset.channel || typeof data.values !== "object") return
    this.#frames.add(source)
    Object.assign(this.#values, data.values)
    if (data.kind === "hello") {
      // A page that only shows something is done when it is open.
      if (!data.isAsset) return
      this.#changed = this.#finished = true
    } else {
      this.#changed = true
      this.#finished ||= data.kind === "finish"
      for (const frame of this.#frames) {
        if (frame !== source) frame.postMessage({ courseValues: this.dataset.channel, values: data.values }, "*")
      }
    }
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#save(), data.kind === "set" ? 2000 : 0)
  }

  // The frame goes before the page does, so that what it sets at its end is heard.
  async #leave(event) {
    const link = event.target.closest?.("a[href]")
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return
    if (!this.dataset.tracking || link.target || link.origin !== location.origin) return
    event.preventDefault()
    this.querySelector("iframe")?.remove()
    await new Promise(resolve => setTimeout(resolve, 100))
    await this.#save()
    location.assign(link.href)
  }

  async #save(leaving = false) {
    clearTimeout(this.#timer)
    if (!this.dataset.tracking || !this.#changed) return
    if (this.#saving && !leaving) await this.#saving
    const finished = this.#finished
    this.#changed = this.#finished = false
    const body = JSON.stringify({ item: this.dataset.item, values: this.#values, finished })
    const headers = { "Content-Type": "application/json" }
    this.#saving = fetch(this.dataset.tracking, { method: "POST", headers, body, keepalive: leaving && body.length < 60000 })
      .then(async response => [response.status, response.ok && await response.json()], () => [0])
    const [status, answer] = await this.#saving
    this.#saving = undefined
    if (answer) {
      this.#failures = 0
      return this.#say(answer.completed ? this.#words.done : this.#words.saved)
    }
    if (status === 422) return this.#say(this.#words.refused)
    this.#changed = true
    this.#finished ||= finished
    this.#failures++
    this.#say(this.#words.failed)
    this.#timer = setTimeout(() => this.#save(), Math.min(1000 * 2 ** this.#failures, 30000))
  }

  #say(text) { if (this.#status && text) this.#status.textContent = text }
}
customElements.define("package-player", PackagePlayer)
