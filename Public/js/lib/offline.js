// Reading without a link: starts the worker once the page is at rest, and forgets this person's answers with them.

export async function start() {
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
