// The one entry of every page: one-line behaviours by `data-` hooks; an element's script comes only where it occurs.
const names = [
  "quiz-attempt", "inline-form", "lesson-video", "page-editor", "markdown-editor", "course-structure", "question-text",
  "grade-journal", "package-player", "rubric-editor", "poll-editor", "marking-desk",
  "ordering-list", "word-places", "picture-marks", "question-editor", "survey-form", "reply-files", "print-progress",
  "exercise-match", "exercise-crossword", "exercise-search", "exercise-cards", "exercise-media", "exercise-frame", "exercise-editor",
]
for (const name of names) {
  if (document.querySelector(name)) import(`./elements/${name}.js`)
}

readOffline()

// The key / leads to the search, but where one types.
document.addEventListener("keydown", event => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return
  if (event.target.closest("input, textarea, select, [contenteditable]")) return
  const field = document.querySelector("main [type=search], .top [type=search]")
  if (!field) return
  event.preventDefault()
  field.focus()
})

// data-confirm="Question?" data-yes="Delete" data-no="Keep" on a button: asks before its form goes.
document.addEventListener("submit", async event => {
  const button = event.submitter
  const form = event.target
  if (!button?.dataset.confirm || button.agreed) return
  event.preventDefault()
  event.stopImmediatePropagation()
  button.agreed = await import("./lib/ask.js").then(({ ask }) => ask(button.dataset), () => confirm(button.dataset.confirm))
  if (button.agreed) form.requestSubmit(button)
  button.agreed = false
}, true)

// data-autosubmit on a form: a choice is enough.
document.addEventListener("change", ({ target }) => {
  if (target.form?.matches("[data-autosubmit]")) target.form.requestSubmit()
})

// data-print on a button.
document.addEventListener("click", ({ target }) => { if (target.closest("[data-print]")) print() })

// data-keys on a table: arrows and Enter go along the column of score cells.
document.addEventListener("keydown", event => {
  const step = { ArrowDown: 1, ArrowUp: -1, Enter: event.shiftKey ? -1 : 1 }[event.key]
  const cell = step && event.target.closest("[data-keys] td")
  if (!cell || !event.target.matches("input")) return
  event.preventDefault()
  let row = cell.parentElement, next
  do {
    row = row[step > 0 ? "nextElementSibling" : "previousElementSibling"]
    next = row?.cells[cell.cellIndex]?.querySelector("input:enabled")
  } while (row && !next)
  next?.focus()
  next?.select()
})

// Reading without a link: starts the worker once the page is at rest, and forgets this person's answers with them.
async function readOffline() {
  document.addEventListener("submit", ({ target }) => {
    if (target.getAttribute("action") !== "/sign-out") return
    try {
      for (const key of Object.keys(localStorage)) if (key.startsWith("taken:")) localStorage.removeItem(key)
    } catch {}  // no storage, nothing to forget
  })
  const worker = navigator.serviceWorker
  if (!worker) return
  await new Promise(resolve => document.readyState === "complete" ? resolve() : addEventListener("load", resolve))
  await new Promise(resolve => setTimeout(resolve, 300))
  const isFirst = !worker.controller
  try { await worker.register("/worker.js", { updateViaCache: "none" }) } catch { return }
  const tell = async message => (await worker.ready).active?.postMessage(message)
  // The worker did not see this page come: it takes it from the browser's cache.
  if (isFirst) {
    const files = performance.getEntriesByType("resource").map(({ name }) => name)
    tell({ keep: location.pathname + location.search, files })
  } else tell({})
  addEventListener("online", () => tell({}))
}
