import { filled, moved, put, stepped } from "../lib/exercise-moves.js"

// <exercise-match data-mode="pairs|timeline|ordering|groups" data-words='{…}'> around selects: the same choices made by
// dragging, by two taps or by keys. The selects stay, hidden, and are what is sent.
class ExerciseMatch extends HTMLElement {
  #words = JSON.parse(this.dataset.words)
  #mode = this.dataset.mode
  #plain = this.querySelector(".plain")
  #selects = [...this.querySelectorAll("select")]
  #things = []
  #places = []
  #homes = []
  #picked = -1
  #drag

  connectedCallback() {
    if (this.querySelector(".play") || !this.#plain || this.closest("fieldset:disabled")) return
    const rows = [...this.#plain.querySelectorAll(".places > li")]
    const clones = list => [...list].map(element => [...element.childNodes].map(node => node.cloneNode(true)))
    const labels = clones(this.#plain.querySelectorAll(".places label"))
    if (this.#mode === "groups") {
      this.#things = labels
      this.#places = clones(this.#plain.querySelectorAll(".bins > li"))
      this.#homes = this.#selects.map(select => select.value === "" ? -1 : Number(select.value))
    } else {
      this.#things = clones(this.#plain.querySelectorAll(".things > li"))
      this.#places = labels
      this.#homes = this.#things.map(() => -1)
      this.#selects.forEach((select, place) => { if (select.value !== "") this.#homes[select.value] = place })
      if (this.#mode === "ordering") this.#fillUp()
    }
    this.states = rows.map(row => [row.dataset.state, row.querySelector(".verdict")?.textContent])
    this.#plain.hidden = true
    this.play = document.createElement("div")
    this.play.className = `play ${this.#mode}`
    this.said = Object.assign(document.createElement("p"), { className: "vh" })
    this.said.setAttribute("aria-live", "polite")
    this.append(this.play, this.said)
    this.play.addEventListener("click", event => this.#click(event))
    this.play.addEventListener("keydown", event => this.#key(event))
    this.play.addEventListener("pointerdown", event => this.#take(event))
    // A drag let go in full swing would be a fling, and the next tap would only stop it.
    this.play.addEventListener("touchmove", event => { if (event.target.closest(".chip")) event.preventDefault() }, { passive: false })
    this.#draw()
  }

  /** In an order nothing lies beside: whatever has no place gets one that is free. */
  #fillUp() {
    const free = this.#things.map((_, place) => place).filter(place => !this.#homes.includes(place))
    this.#homes = this.#homes.map(home => home >= 0 ? home : free.shift())
  }

  #text(thing) {
    return this.#things[thing].map(node => node.alt ?? node.textContent).join(" ").trim()
  }

  #placeText(place) {
    return this.#places[place].map(node => node.alt ?? node.textContent).join(" ").trim()
  }

  // What is seen

  #draw(focus) {
    const { play } = this
    play.replaceChildren()
    const chip = thing => {
      const button = document.createElement("button")
      button.type = "button"
      button.className = "chip"
      button.dataset.thing = thing
      button.setAttribute("aria-pressed", this.#picked === thing)
      button.append(...this.#things[thing].map(node => node.cloneNode(true)))
      return button
    }
    const drop = (place, text) => {
      const button = document.createElement("button")
      button.type = "button"
      button.className = "drop"
      button.dataset.place = place
      button.textContent = text
      button.setAttribute("aria-label", `${this.#placeText(place)}: ${this.#words.empty ?? ""}`)
      return button
    }
    const verdict = ([state, text] = []) => {
      if (!state || !text) return []
      const span = Object.assign(document.createElement("span"), { textContent: text })
      span.className = state === "right" ? "verdict" : "verdict wrong"
      return [span]
    }
    const list = document.createElement(this.#mode === "groups" ? "div" : "ol")
    list.className = "targets"
    list.dataset.zone = "places"
    this.#places.forEach((label, place) => {
      const target = document.createElement(this.#mode === "groups" ? "section" : "li")
      target.className = "target"
      target.dataset.place = place
      const name = document.createElement(this.#mode === "groups" ? "h3" : "span")
      name.className = "name"
      name.append(...label.map(node => node.cloneNode(true)))
      const here = this.#homes.flatMap((home, thing) => home === place ? [thing] : [])
      target.append(name)
      if (this.#mode === "groups") {
        for (const thing of here) {
          const row = document.createElement("div")
          row.append(chip(thing), ...verdict(this.states[thing]))
          if (this.states[thing]?.[0]) row.dataset.state = this.states[thing][0]
          target.append(row)
        }
        target.append(drop(place, this.#words.empty))
      } else {
        if (this.states[place]?.[0]) target.dataset.state = this.states[place][0]
        target.append(here.length ? chip(here[0]) : drop(place, this.#words.empty), ...verdict(this.states[place]))
      }
      list.append(target)
    })
    play.append(list)
    if (this.#mode !== "ordering") {
      const tray = document.createElement("div")
      tray.className = "tray"
      tray.dataset.zone = "tray"
      tray.setAttribute("role", "group")
      tray.setAttribute("aria-label", this.#words.tray ?? "")
      const left = this.#homes.flatMap((home, thing) => home < 0 ? [thing] : [])
      tray.append(...left.map(chip))
      tray.hidden = !left.length
      play.append(tray)
    }
    for (const zone of play.querySelectorAll("[data-zone]")) {
      zone.querySelectorAll("button").forEach((button, number) => { button.tabIndex = number ? -1 : 0 })
    }
    play.classList.toggle("picking", this.#picked >= 0)
    if (focus) this.#focus(focus)
  }

  #focus(selector) {
    const button = this.play.querySelector(selector)
    if (!button) return
    for (const other of button.closest("[data-zone]").querySelectorAll("button")) other.tabIndex = -1
    button.tabIndex = 0
    button.focus()
  }

  // What is done

  #click({ target }) {
    if (this.dragged) return void (this.dragged = false)
    const chip = target.closest(".chip")
    const place = target.closest("[data-place]")
    if (this.#picked < 0) return chip && this.#pick(Number(chip.dataset.thing))
    if (chip && Number(chip.dataset.thing) === this.#picked) return this.#letGo()
    if (place) return this.#put(this.#picked, Number(place.dataset.place))
    if (chip) return this.#pick(Number(chip.dataset.thing))
  }

  #pick(thing) {
    this.#picked = thing
    this.#say(filled(this.#words.picked, { thing: this.#text(thing) }))
    const wasHome = this.#homes[thing]
    this.#draw(this.#mode === "ordering" || wasHome >= 0 ? `[data-thing="${thing}"]` : null)
    if (this.#mode !== "ordering" && wasHome < 0) this.#focus(".drop")
    if (!this.play.contains(document.activeElement)) this.#focus(`[data-thing="${thing}"]`)
  }

  #letGo() {
    const thing = this.#picked
    this.#picked = -1
    this.#draw(`[data-thing="${thing}"]`)
  }

  #put(thing, place) {
    const before = this.#homes
    this.#picked = -1
    if (this.#mode === "ordering") {
      const order = before.map((_, at) => before.indexOf(at))
      const next = moved(order, before[thing], place)
      this.#homes = before.map((_, number) => next.indexOf(number))
    } else this.#homes = put(before, thing, place, this.#mode === "groups")
    this.#changed(before)
    const words = { thing: this.#text(thing), place: place < 0 ? "" : this.#placeText(place), count: this.#things.length }
    if (this.#mode === "ordering") words.place = place + 1
    const text = this.#mode === "ordering" ? this.#words.moved : place < 0 ? this.#words.back : this.#words.put
    const left = this.#homes.filter(home => home < 0).length
    this.#say(filled(text, words) + (left ? " " + filled(this.#words.left, { count: left }) : ""))
    const next = this.#mode === "ordering" ? `[data-thing="${thing}"]` : left ? ".tray .chip" : `[data-thing="${thing}"]`
    this.#draw(next)
  }

  /** What was moved has no verdict any more; the selects follow. */
  #changed(before) {
    this.#homes.forEach((home, thing) => {
      if (home === before[thing]) return
      if (this.#mode === "groups") delete this.states[thing]
      else for (const place of [home, before[thing]]) if (place >= 0) delete this.states[place]
    })
    if (this.#mode === "groups") this.#selects.forEach((select, thing) => { select.value = this.#homes[thing] < 0 ? "" : this.#homes[thing] })
    else this.#selects.forEach((select, place) => {
      const thing = this.#homes.indexOf(place)
      select.value = thing < 0 ? "" : thing
    })
  }

  #key(event) {
    const { key } = event
    const button = event.target.closest("button")
    if (!button || event.ctrlKey || event.metaKey || event.altKey) return
    const thing = button.dataset.thing === undefined ? -1 : Number(button.dataset.thing)
    if (key === "Escape" && this.#picked >= 0) this.#letGo()
    else if ((key === "Delete" || key === "Backspace") && thing >= 0 && this.#mode !== "ordering" && this.#homes[thing] >= 0) this.#put(thing, -1)
    else if (this.#mode === "ordering" && this.#picked >= 0 && (key === "ArrowUp" || key === "ArrowDown")) {
      const picked = this.#picked
      const to = this.#homes[picked] + (key === "ArrowUp" ? -1 : 1)
      if (to >= 0 && to < this.#things.length) {
        this.#put(picked, to)
        this.#picked = picked
        this.#draw(`[data-thing="${picked}"]`)
      }
    } else {
      const buttons = [...button.closest("[data-zone]").querySelectorAll("button")]
      const next = stepped(key, buttons.indexOf(button), buttons.length)
      if (next === undefined) return
      for (const other of buttons) other.tabIndex = -1
      buttons[next].tabIndex = 0
      buttons[next].focus()
    }
    event.preventDefault()
  }

  #say(text) { this.said.textContent = text }

  // Dragging: a copy follows the pointer once it has moved a little; a press that did not move is a click.

  #take(event) {
    const chip = event.target.closest(".chip")
    if (!chip || event.button || !event.isPrimary) return
    this.dragged = false
    const start = { x: event.clientX, y: event.clientY }
    const box = chip.getBoundingClientRect()
    const move = event => {
      if (!this.#drag && Math.hypot(event.clientX - start.x, event.clientY - start.y) < 6) return
      if (!this.#drag) {
        this.#drag = chip.cloneNode(true)
        this.#drag.classList.add("flying")
        this.#drag.removeAttribute("data-thing")
        this.#drag.tabIndex = -1
        this.#drag.inert = true
        Object.assign(this.#drag.style, { width: box.width + "px", left: box.left + "px", top: box.top + "px" })
        this.append(this.#drag)
        chip.classList.add("lifted")
        this.play.classList.add("picking")
      }
      this.#drag.style.transform = `translate(${event.clientX - start.x}px, ${event.clientY - start.y}px)`
      const under = this.#under(event)
      for (const target of this.play.querySelectorAll(".target")) target.classList.toggle("over", target === under)
    }
    const end = event => {
      removeEventListener("pointermove", move)
      removeEventListener("pointerup", end)
      removeEventListener("pointercancel", end)
      if (!this.#drag) return
      this.#drag.remove()
      this.#drag = undefined
      // The click that follows a drag is none; without one, the next press clears it.
      this.dragged = true
      setTimeout(() => { this.dragged = false })
      const thing = Number(chip.dataset.thing)
      const under = event.type === "pointerup" && this.#under(event)
      if (under?.matches(".target")) this.#put(thing, Number(under.dataset.place))
      else if (under && this.#mode !== "ordering" && this.#homes[thing] >= 0) this.#put(thing, -1)
      else this.#draw()
    }
    addEventListener("pointermove", move)
    addEventListener("pointerup", end)
    addEventListener("pointercancel", end)
  }

  #under({ clientX, clientY }) {
    const element = document.elementFromPoint(clientX, clientY)
    const found = element?.closest(".target, .tray")
    return found && this.play.contains(found) ? found : null
  }
}
customElements.define("exercise-match", ExerciseMatch)
