// <exercise-frame> around an <iframe> of this site: the frame is as high as what stands in it.
class ExerciseFrame extends HTMLElement {
  connectedCallback() {
    const frame = this.querySelector("iframe")
    const watch = () => {
      // The page's main part: its body is as high as the frame, whatever stands in it.
      const main = frame.contentDocument?.querySelector("main")
      if (!main) return
      const fit = () => { frame.style.height = `${Math.ceil(main.getBoundingClientRect().height)}px` }
      new ResizeObserver(fit).observe(main)
      fit()
    }
    frame?.addEventListener("load", watch)
    if (frame?.contentDocument?.readyState === "complete" && frame.contentDocument.body.children.length) watch()
  }
}
customElements.define("exercise-frame", ExerciseFrame)
