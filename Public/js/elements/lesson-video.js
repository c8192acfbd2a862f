import { played, resumeAt } from "../lib/watching.js"
import { parsed } from "../lib/words.js"

// <lesson-video data-progress="/…" data-position="12000" data-words='{"speed","failed","retry"}'> around a <video>.
// Posts {"position_ms", "played_ms"}: where the learner is, and how much was played since the last post that arrived.
class LessonVideo extends HTMLElement {
  #video = this.querySelector("video")
  #words = parsed(this.dataset.words)
  #played = 0
  #last = { at: 0, position: 0 }
  #beat
  #resumed = false

  connectedCallback() {
    if (!this.#video) return
    for (const type of ["loadedmetadata", "play", "pause", "timeupdate", "seeked", "ended"]) this.#video.addEventListener(type, this)
    this.#video.addEventListener("error", this, true)
    addEventListener("pagehide", this)
    this.#beat = setInterval(() => { if (!this.#video.paused) this.#save() }, 10000)
    if (!this.querySelector("select")) this.#offerSpeeds()
  }
  disconnectedCallback() {
    clearInterval(this.#beat)
    removeEventListener("pagehide", this)
  }

  handleEvent({ type }) {
    const video = this.#video
    if (type === "loadedmetadata" && !this.#resumed) {
      this.#resumed = true
      video.currentTime = resumeAt(this.dataset.position / 1000, video.duration)
    }
    if (type === "error") return this.#fail()
    if (type === "timeupdate" || type === "pause") this.#count()
    else this.#last = { at: performance.now(), position: video.currentTime }
    if (type === "pause" || type === "pagehide" || type === "ended") this.#save(type === "pagehide")
  }

  #count() {
    const now = { at: performance.now(), position: this.#video.currentTime }
    this.#played += played(this.#last.position, now.position, (now.at - this.#last.at) / 1000, this.#video.playbackRate)
    this.#last = now
  }

  async #save(leaving = false) {
    const sent = this.#played
    if (!this.dataset.progress || !sent) return
    this.#played = 0
    const body = JSON.stringify({
      position_ms: Math.round(this.#video.currentTime * 1000), played_ms: Math.round(sent * 1000),
    })
    const headers = { "Content-Type": "application/json" }
    const kept = await fetch(this.dataset.progress, { method: "POST", headers, body, keepalive: leaving })
      .then(response => response.ok, () => false)
    if (!kept) this.#played += sent
  }

  #offerSpeeds() {
    this.insertAdjacentHTML("beforeend", `<p class="row"><label class="row"><span></span> <select></select></label></p>`)
    this.querySelector("p.row span").textContent = this.#words.speed ?? "Скорость"
    const select = this.querySelector("select")
    for (const rate of [0.75, 1, 1.25, 1.5, 2]) {
      const text = rate.toLocaleString(document.documentElement.lang) + "×"
      select.add(new Option(text, rate, rate === 1, rate === 1))
    }
    select.addEventListener("change", () => { this.#video.playbackRate = this.#video.defaultPlaybackRate = select.value })
  }

  #fail() {
    if (this.querySelector(".note")) return
    this.insertAdjacentHTML("beforeend", `<p class="note err" role="alert"><b></b> <button class="small" type="button"></button></p>`)
    const note = this.querySelector(".note")
    note.querySelector("b").textContent = this.#words.failed ?? "Видео не загрузилось."
    const button = note.querySelector("button")
    button.textContent = this.#words.retry ?? "Повторить"
    button.addEventListener("click", () => {
      note.remove()
      this.dataset.position = this.#video.currentTime * 1000 || this.dataset.position
      this.#resumed = false
      this.#video.load()
      this.#video.play().catch(() => {})
      this.#video.focus()
    })
  }
}
customElements.define("lesson-video", LessonVideo)
