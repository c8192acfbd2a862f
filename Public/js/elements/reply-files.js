import { clockFace, parsed } from "../lib/words.js"

// A reply by files or by voice: sends at once, shows what the server keeps, records in the browser.
class ReplyFiles extends HTMLElement {
  #words = parsed(this.dataset.words)
  #recorder
  #ticking

  connectedCallback() {
    this.addEventListener("click", this)
    this.addEventListener("change", this)
    this.#dress()
  }
  disconnectedCallback() { this.#stop() }

  handleEvent(event) {
    const { type, target } = event
    if (type === "change" && target.matches("input[type=file]") && target.files.length) return this.#send(target.files[0])
    const button = target.closest("button")
    if (type !== "click" || !button) return
    if (button.dataset.record !== undefined) this.#recorder ? this.#stop() : this.#record(button)
    else if (button.hasAttribute("formaction")) {
      // The attempt's own script would take it for a step of the attempt.
      event.preventDefault()
      const file = this.querySelector("input[type=file]")?.files[0]
      if (button.dataset.remove !== undefined) this.#ask(button.formAction, undefined)
      else if (file) this.#send(file)
    }
  }

  #dress() {
    this.querySelector("button[data-attach]")?.setAttribute("hidden", "")
    if (!this.dataset.seconds || this.querySelector("[data-record]") || !navigator.mediaDevices || !window.MediaRecorder) return
    const button = document.createElement("button")
    button.type = "button"
    button.dataset.record = ""
    button.textContent = this.#words.record
    const row = document.createElement("p")
    row.className = "row"
    row.append(button)
    this.querySelector(".upload")?.before(row)
  }
  #say(text) { this.querySelector("[role=status]").textContent = text }

  async #record(button) {
    let stream
    try { stream = await navigator.mediaDevices.getUserMedia({ audio: true }) } catch { return this.#say(this.#words.denied) }
    const type = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg"].find(type => MediaRecorder.isTypeSupported(type))
    const parts = []
    this.#recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: 32000 })
    this.#recorder.ondataavailable = ({ data }) => parts.push(data)
    this.#recorder.onstop = () => {
      for (const track of stream.getTracks()) track.stop()
      clearInterval(this.#ticking)
      this.#recorder = undefined
      button.textContent = this.#words.again
      const ending = type?.includes("mp4") ? "m4a" : type?.includes("ogg") ? "ogg" : "webm"
      this.#send(new File(parts, `${this.#words.name}.${ending}`, { type: type?.split(";")[0] }))
    }
    const limit = +this.dataset.seconds * 1000
    const start = Date.now()
    this.#recorder.start(1000)
    button.textContent = this.#words.stop
    this.#ticking = setInterval(() => {
      const left = limit - (Date.now() - start)
      this.#say(`${this.#words.left} ${clockFace(Math.max(left, 0))}`)
      if (left <= 0) this.#stop()
    }, 250)
  }
  #stop() { if (this.#recorder?.state === "recording") this.#recorder.stop() }

  #send(file) {
    const body = new FormData()
    body.append("file", file)
    return this.#ask(this.dataset.attach, body, file)
  }
  /** Keeps trying while the link is away: the file is in memory, and nothing is lost while the page is open. */
  async #ask(address, body, file, pause = 2000) {
    this.#say(this.#words.sending)
    try {
      const response = await fetch(address, { method: "POST", headers: { Accept: "application/json" }, body: body ?? new URLSearchParams() })
      const answer = response.headers.get("Content-Type")?.includes("json") ? await response.json() : {}
      if (!response.ok) return this.#say(answer.error ?? this.#words.failed)
      await this.#refresh()
      this.#say(this.#words.kept)
    } catch {
      this.#say(this.#words.waiting)
      setTimeout(() => this.isConnected && this.#ask(address, body, file, Math.min(pause * 2, 30000)), pause)
    }
  }
  async #refresh() {
    const page = new DOMParser().parseFromString(await (await fetch(location.pathname)).text(), "text/html")
    const fresh = page.getElementById(this.id)
    if (!fresh) return
    this.querySelector("ul").replaceWith(fresh.querySelector("ul"))
    const file = this.querySelector("input[type=file]")
    if (file) file.value = ""
  }
}
customElements.define("reply-files", ReplyFiles)
