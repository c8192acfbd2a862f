// <exercise-frame> around an <iframe> of this site: the frame is as high as what stands in it.
class ExerciseFrame extends HTMLElement {
  connectedCallback() {
    const frame = this.querySelector("iframe")
    const watch = () => {
      const page = frame.contentDocument?.documentElement
      if (!page) return
      const fit = () => { frame.style.height = `${Math.max(frame.contentDocument.body.scrollHeight, 160) + 2}px` }
      new ResizeObserver(fit).observe(frame.contentDocument.body)
      fit()
    }
    frame?.addEventListener("load", watch)
    if (frame?.contentDocument?.readyState === "complete" && frame.contentDocument.body.children.length) watch()
  }
}
customElements.define("exercise-frame", ExerciseFrame)
