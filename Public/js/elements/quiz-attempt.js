import * as queue from "../lib/answer-queue.js"
import { parsed, words } from "../lib/words.js"

if (document.querySelector("quiz-timer")) import("./quiz-timer.js")

// An attempt that loses nothing: an answer is on the device at once, at the server soon, and the link may come and go.
export class QuizAttempt extends HTMLElement {
  #form = this.querySelector("form")
  #status = this.querySelector(".saved")
  #timer = this.querySelector("quiz-timer")
  #messages = parsed(this.dataset.messages)
  #key = "attempt:" + this.dataset.attempt
  #takenKey = "taken:" + this.dataset.attempt
  #ahead = (this.dataset.now || Date.now()) - Date.now()
  #memory = {}  // answers that the device's storage would not take
  #sequences = {}
  #kept = {}
  #device
  #failures = 0
  #typingSince = 0
  #sending
  #stopped  // the message key of why we no longer try by ourselves
  #finish  // the value that `go` will have once all is at the server
  #due

  connectedCallback() {
    if (!this.#form) return
    this.#device = this.#deviceID()
    for (const { dataset } of this.#questions()) this.#sequences[dataset.slot] = +dataset.sequence || 0
    // On a slow link people answer before this script is there.
    const early = [...this.#questions()].filter(question => this.#controls(question).some(isChanged))
      .map(question => [question, this.#fields(question)])
    // A copy shown without a link is older than what the server has taken since.
    if ("copy" in this.dataset) this.#restore(this.#taken())
    this.#restore(this.#waiting())
    for (const [question, fields] of early) {
      this.#fill(question, fields)
      this.#keep(question)
    }
    for (const type of ["input", "change", "submit", "click", "keydown", "timeout"]) this.addEventListener(type, this)
    for (const type of ["online", "storage", "pageshow", "pagehide", "beforeunload"]) addEventListener(type, this)
    document.addEventListener("visibilitychange", this)
    const page = new URLSearchParams(location.search).get("page")
    if (!("copy" in this.dataset && this.#show(page, false))) {
      this.#show(this.querySelector("section[data-page]:not([hidden])")?.dataset.page, false)
    }
    this.#say()
    if (queue.size(this.#waiting())) this.#flush()
    import("../app.js")
  }
  disconnectedCallback() {
    clearTimeout(this.#due)
    for (const type of ["online", "storage", "pageshow", "pagehide", "beforeunload"]) removeEventListener(type, this)
    document.removeEventListener("visibilitychange", this)
  }
  handleEvent(event) { this["on" + event.type](event) }

  oninput({ target }) {
    const question = target.closest("[data-slot]")
    if (!question || !this.#controls(question).includes(target)) return
    const typing = target.matches("textarea, input:not([type=radio], [type=checkbox])")
    this.#keep(question)
    this.#typingSince ||= Date.now()
    this.#later(typing ? queue.typingDelay(Date.now() - this.#typingSince) : 150)
  }
  // Selects and old browsers' radios may say only `change`; after `input` the fields are the same and nothing happens.
  onchange(event) {
    const question = event.target.closest("[data-slot]")
    if (question && JSON.stringify(this.#fields(question)) !== this.#kept[question.dataset.slot]) this.oninput(event)
  }
  onkeydown(event) {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches("input:not([type=submit])")) return
    event.preventDefault()
    this.#step(1)
  }
  onclick(event) {
    const link = event.target.closest(".qnav a[data-page]")
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !this.#show(link.dataset.page, true, link.hash)) return
    event.preventDefault()
  }
  onsubmit(event) {
    if (event.target !== this.#form) return
    const go = event.submitter?.value ?? "next"
    if (go === "next" || go === "previous") {
      if (this.#step(go === "next" ? 1 : -1) || !event.submitter) event.preventDefault()
      return
    }
    event.preventDefault()
    this.#end(go)
  }
  ontimeout(event) {
    event.preventDefault()
    for (const section of this.#sections()) section.inert = true
    this.#end("timeout")
  }
  ononline() { this.#retry() }
  onstorage(event) {
    if (event.key !== this.#key) return
    const theirs = Object.entries(queue.parse(event.newValue)).filter(([slot, a]) => a.sequence > (this.#sequences[slot] ?? 0))
    this.#restore(Object.fromEntries(theirs))
    this.#say()
  }
  onvisibilitychange() {
    if (document.visibilityState === "hidden") this.onpagehide()
    else if (this.#timer || queue.size(this.#waiting())) this.#retry()
  }
  onpagehide() { if (queue.size(this.#waiting())) this.#flush({ leaving: true }) }
  onpageshow({ persisted }) {
    // The page may be an old copy: take our answers over it, and the server's time.
    if (!persisted && performance.getEntriesByType("navigation")[0]?.type !== "back_forward") return
    this.#restore(this.#waiting())
    this.#retry()
  }
  onbeforeunload(event) { if (queue.size(this.#memory)) event.preventDefault() }

  // Questions and their fields

  #questions() { return this.querySelectorAll("fieldset[data-slot]") }
  #question(slot) { return this.querySelector(`fieldset[data-slot="${slot}"]`) }
  #sections() { return [...this.querySelectorAll("section[data-page]")] }
  #controls(question) { return [...question.elements].filter(e => e.name && !/^(submit|button|file|fieldset)$/.test(e.type)) }
  #fields(question) {
    return this.#controls(question).filter(e => !/^(radio|checkbox)$/.test(e.type) || e.checked).map(e => [e.name, e.value])
  }

  /** Puts kept answers over the page's, unless the server has a newer one from elsewhere. */
  #restore(kept) {
    for (const [slot, { sequence, fields }] of Object.entries(kept)) {
      const question = this.#question(slot)
      if (!question || sequence < this.#sequences[slot]) continue
      this.#sequences[slot] = sequence
      if (!question.contains(document.activeElement) || document.activeElement.type !== "textarea") {
        this.#fill(question, fields)
      }
      this.#mark(slot, fields)
    }
  }
  #fill(question, fields) {
    for (const control of this.#controls(question)) {
      const values = fields.filter(([name]) => name === control.name).map(([, value]) => value)
      if (/^(radio|checkbox)$/.test(control.type)) control.checked = values.includes(control.value)
      else if (control.value !== (values[0] ?? "")) control.value = values[0] ?? ""
    }
    // What shows these controls in its own way has to look again.
    for (const part of question.querySelectorAll("ordering-list, word-places, picture-marks")) part.refresh?.()
  }
  #mark(slot, fields) {
    const link = this.querySelector(`.qnav a[data-slot="${slot}"]`)
    const answered = queue.isAnswered(fields)
    if (!link || answered === (link.dataset.state === "answered")) return
    if (answered) link.dataset.state = "answered"
    else delete link.dataset.state
    link.querySelector(".vh")?.remove()
    if (answered && this.#messages.answered) link.insertAdjacentHTML("beforeend", ` <span class="vh"></span>`)
    if (link.lastElementChild) link.lastElementChild.textContent = this.#messages.answered
  }

  // On the device

  #stored() { try { return queue.parse(localStorage.getItem(this.#key)) } catch { return {} } }
  #waiting() { return queue.merge(this.#stored(), this.#memory) }
  /** Storage is the one truth for all tabs; the memory holds only what it refused. */
  #store(answers) {
    try {
      if (queue.size(answers)) localStorage.setItem(this.#key, JSON.stringify(answers))
      else localStorage.removeItem(this.#key)
      this.#memory = {}
    } catch { this.#memory = answers }
  }
  /** Answers the server has taken from this device: a page kept for reading without a link does not know them. */
  #taken() { try { return queue.parse(localStorage.getItem(this.#takenKey)) } catch { return {} } }
  #take(saved, sent) {
    try {
      const taken = Object.fromEntries(Object.entries(sent).filter(([slot, { sequence }]) =>
        saved.some(answer => answer.slot === +slot && answer.sequence === sequence)))
      localStorage.setItem(this.#takenKey, JSON.stringify(queue.merge(this.#taken(), taken)))
    } catch {}  // A full device shows an older copy; nothing is lost.
  }
  #keep(question) {
    const { slot } = question.dataset
    const fields = this.#fields(question)
    const sequence = this.#sequences[slot] = queue.nextSequence(this.#sequences[slot], Date.now() + this.#ahead)
    this.#store(queue.merge(this.#waiting(), { [slot]: { sequence, fields } }))
    this.#kept[slot] = JSON.stringify(fields)
    this.#mark(slot, fields)
    if (this.#stopped !== "closed") this.#stopped = undefined
    if (!this.#failures) this.#say("saving")
    else this.#say()
  }
  #deviceID() {
    try {
      // `randomUUID` is only there on https; a school's own box may be on http.
      return localStorage.device ??= Array.from(crypto.getRandomValues(new Uint8Array(12)), n => n.toString(36)).join("")
    } catch { return "unkept" }
  }

  // To the server

  #later(delay) {
    if (this.#failures || this.#stopped) { if (this.#due) return }
    clearTimeout(this.#due)
    this.#due = setTimeout(() => this.#flush(), delay)
  }
  #retry() {
    if (this.#stopped !== "closed") this.#stopped = undefined
    this.#flush({ always: true })
  }
  async #flush({ always = false, leaving = false } = {}) {
    if (this.#stopped || this.#sending && !leaving) return
    clearTimeout(this.#due)
    this.#due = 0
    this.#typingSince = 0
    const sent = this.#waiting()
    if (!queue.size(sent) && !always && !this.#finish) return
    this.#sending = true
    let status = 0, answer
    const patience = new AbortController()
    const alarm = setTimeout(() => patience.abort(), 8000)
    try {
      const response = await fetch(this.dataset.save, {
        method: "POST", headers: { "Content-Type": "application/json", Accept: "application/json" }, redirect: "manual",
        body: queue.body(this.#device, sent), keepalive: leaving, signal: patience.signal,
      })
      status = response.type === "opaqueredirect" ? 401 : response.status
      if (response.ok) answer = await response.json()
    } catch { status = 0 }
    clearTimeout(alarm)
    this.#sending = false
    this.#settle(status, answer, sent)
  }
  #settle(status, answer, sent) {
    const sentCount = queue.size(sent)
    const saved = answer?.saved ?? []
    const verdict = status ? queue.verdict(status) : "retry"
    if (verdict === "saved") {
      this.#take(saved, sent)
      this.#store(queue.acknowledge(this.#waiting(), saved))
      if (Number.isFinite(answer?.remaining_ms)) this.#resync(answer.remaining_ms)
      if (answer?.state === "finished") this.#stopped = "closed"
      // Answers sent and none acknowledged: the server would be asked for ever without a pause.
      this.#failures = sentCount && !saved.length && !this.#stopped ? this.#failures + 1 : 0
    } else if (verdict === "retry") this.#failures++
    else this.#stopped = verdict
    if (this.#stopped === "closed" && this.#finish) return this.#go(this.#finish)
    if (this.#stopped) this.#finish = undefined
    this.#say()
    if (this.#stopped) return
    const left = queue.size(this.#waiting())
    if (this.#failures) {
      const pause = queue.backoff(this.#failures, status ? 30000 : 5000) * (status ? 0.75 + Math.random() / 2 : 1)
      if (left || this.#finish) this.#due = setTimeout(() => this.#flush(), pause)
    } else if (left) this.#later(150)
    else if (this.#finish) this.#go(this.#finish)
  }
  #resync(remaining) {
    if (!this.#timer) return
    if (remaining > 1000 && this.#finish === "timeout") this.#cancel()
    if (this.#finish !== "timeout") this.#timer.sync?.(Math.max(remaining, 0))
  }

  // Pages of the attempt

  #step(by) {
    const sections = this.#sections()
    const at = sections.findIndex(section => !section.hidden) + by
    return this.#show(sections[at]?.dataset.page, true)
  }
  #show(page, focus, hash = "") {
    const sections = this.#sections()
    const shown = sections.find(section => section.dataset.page === page)
    if (!shown) return false
    for (const section of sections) section.hidden = section !== shown
    for (const link of this.querySelectorAll(".qnav a")) {
      link.dataset.page === page ? link.setAttribute("aria-current", "page") : link.removeAttribute("aria-current")
    }
    for (const [go, edge] of [["previous", sections[0]], ["next", sections.at(-1)]]) {
      const button = this.#form.querySelector(`[name=go][value=${go}]`)
      if (button) button.hidden = shown === edge
    }
    if (!focus) return true
    history.replaceState(history.state, "", `?page=${page}${hash}`)
    const heading = (hash && shown.querySelector(hash) || shown).querySelector("legend, h2, h3")
    heading?.setAttribute("tabindex", "-1")
    heading?.focus()
    return true
  }

  // The end

  #end(go) {
    if (this.#finish === "timeout") return
    this.#finish = go
    this.#stopped = undefined
    this.#say("saving")
    this.#flush({ always: true })
  }
  /** Whether one question is to be marked, rather than the attempt ended. */
  #checks() { return /^(check|again)-/.test(this.#finish) }
  #cancel() {
    this.#finish = undefined
    for (const section of this.#sections()) section.inert = false
    this.#say()
  }
  #go(value) {
    this.#stopped = "leaving"
    this.#form.insertAdjacentHTML("beforeend", `<input type="hidden" name="go" value="${value}">`)
    this.#form.submit()
  }

  // The status line

  #say(now) {
    const waiting = queue.size(this.#waiting())
    const key = this.#stopped ?? (queue.size(this.#memory) ? "memory" : now
      ?? (this.#failures && this.#finish ? this.#checks() ? "checking" : this.#finish === "onward" ? "turning" : "finishing" : !waiting ? "saved" : this.#failures ? "offline" : "saving"))
    if (key === "leaving" || !this.#status) return
    this.#status.dataset.state = { saved: "ok", saving: "wait" }[key] ?? "off"
    const text = words(this.#messages[key] ?? this.#messages.offline, waiting)
    if (this.#status.dataset.said === text) return
    this.#status.dataset.said = text
    this.#status.textContent = text
    if (key === "closed") this.#offer("a", this.#messages.result).href = this.dataset.result ?? location.pathname
    if (key === "signin") this.#offer("a", this.#messages.open).href = location.href
    if ((key === "finishing" || key === "checking") && this.#finish !== "timeout") {
      const button = this.#offer("button", key === "checking" ? this.#messages.stop : this.#messages.cancel)
      button.type = "button"
      button.className = "quiet"
      button.onclick = () => this.#cancel()
    }
  }
  #offer(tag, text) {
    const part = document.createElement(tag)
    part.textContent = text ?? "→"
    this.#status.append(" ", part)
    return part
  }
}

/** Whether a control no longer shows what the page came with. */
function isChanged(control) {
  if (/^(radio|checkbox)$/.test(control.type)) return control.checked !== control.defaultChecked
  if (!control.options) return control.value !== control.defaultValue
  return control.selectedIndex !== Math.max(0, [...control.options].findIndex(option => option.defaultSelected))
}

customElements.define("quiz-attempt", QuizAttempt)
