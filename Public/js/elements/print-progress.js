// <print-progress id="…" data-live>: what the server says of the printing now, every two seconds until it is over.
class PrintProgress extends HTMLElement {
  connectedCallback() { if ("live" in this.dataset) this.timer = setTimeout(() => this.renew(), 2000) }

  disconnectedCallback() { clearTimeout(this.timer) }

  async renew() {
    try {
      const response = await fetch(location.href)
      const fresh = new DOMParser().parseFromString(await response.text(), "text/html").getElementById(this.id)
      if (!response.ok || !fresh) throw response.status
      const status = this.querySelector("[role=status]"), bar = this.querySelector("progress")
      if (!("live" in fresh.dataset)) return this.replaceWith(fresh)
      // The same elements with new values: a reader's place and voice are not disturbed.
      status.textContent = fresh.querySelector("[role=status]").textContent
      bar.value = fresh.querySelector("progress").value
    } catch {}  // no link for now
    this.connectedCallback()
  }
}
customElements.define("print-progress", PrintProgress)
