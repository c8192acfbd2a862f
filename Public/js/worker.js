"use strict"
// The site's service worker: pages opened once stay readable without a link. The server puts `SITE` before this text.
// Pages come from the network while it answers; copies belong to one person and go with them.
const PAGES = "pages", PICTURES = "pictures", ASSETS = "assets", OUTBOX = "outbox"
const KEPT = /^\/($|courses\/\d+$|activities\/\d+$|attempts\/\d+(\/review)?$|contests\/\d+\/(judging|sheets\/\d+)$|calendar$)/
// Pages that people write on: what they wrote is worth waiting for.
const WRITTEN = /^\/(attempts|contests\/\d+\/sheets)\//
const DONE = /^\/activities\/\d+\/completion$/
const PLAYED = /^\/activities\/\d+\/tries$/
const LEAVING = /^\/(sign-out|session)$/
const PAGES_LIMIT = 150, PICTURES_LIMIT = 300
const OWNER = "/worker/owner"

addEventListener("install", () => skipWaiting())
addEventListener("activate", event => event.waitUntil(clients.claim()))

addEventListener("fetch", event => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (origin !== location.origin) return
  if (request.mode === "navigate") {
    if (request.method === "GET") event.respondWith(page(event, pathname))
    else if (request.headers.get("Content-Type")?.startsWith("application/x-www-form-urlencoded")) {
      event.respondWith(form(event, pathname))
    }
  } else if (request.method === "GET" && pathname.startsWith("/assets/")) event.respondWith(asset(request, pathname))
  else if (request.method === "GET" && pathname.startsWith("/media/") && request.destination === "image") {
    event.respondWith(picture(request))
  }
})

addEventListener("message", event => {
  const { keep, files = [] } = event.data
  event.waitUntil((async () => {
    if (keep) await take(keep, files)
    await send()
  })())
})

// Pages

async function page(event, path) {
  const copy = KEPT.test(path) && await found(PAGES, path)
  const network = fetch(event.request)
  event.waitUntil(network.then(response => note(path, event.request, response.clone())).catch(() => {}))
  // Answers are worth waiting for: an old copy of an attempt comes only when the link is really gone.
  const patience = WRITTEN.test(path) ? 15000 : 4000
  try { return await (copy ? Promise.race([network, late(patience)]) : network) } catch {
    return copy ? shown(copy) : told("absent", { status: 503, list: true })
  }
}

const late = delay => new Promise((_, reject) => setTimeout(reject, delay))

/** What an answer tells: whose pages these are, and a copy of it. */
async function note(path, request, response) {
  const reader = response.headers.get("X-Reader")
  if (reader === null) return
  const language = response.headers.get("Content-Language") ?? "ru"
  const [owner, known] = await ownerNow()
  if (reader !== owner) await forget()
  if (reader !== owner || language !== known) {
    await put(PAGES, OWNER, new Response(`${reader} ${language}`))
  }
  const isWhole = !new URL(request.url).search || WRITTEN.test(path)
  if (response.ok && reader !== "0" && KEPT.test(path) && isWhole) {
    const headers = new Headers(response.headers)
    for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name)
    headers.set("X-Kept", Date.now())
    const body = await response.blob()
    // Somebody else may have signed in while it came.
    if ((await ownerNow())[0] === reader) await put(PAGES, path, new Response(body, { headers }), PAGES_LIMIT)
  }
  await send()
}

async function ownerNow() {
  const text = await (await found(PAGES, OWNER))?.text()
  return text?.split(" ") ?? ["0", "ru"]
}

/** Nothing of one person stays for the next. Marks that wait name their person, and wait on. */
const forget = () => Promise.all([caches.delete(PAGES), caches.delete(PICTURES)])

/** The page that was open before there was a worker, from the browser's own cache where it may. */
async function take(path, files) {
  const request = new Request(path, { cache: WRITTEN.test(path) ? "default" : "force-cache" })
  await fetch(request).then(response => note(new URL(request.url).pathname, request, response)).catch(() => {})
  for (const address of files) {
    const { origin, pathname } = new URL(address)
    if (origin !== location.origin) continue
    const file = new Request(address, { cache: "force-cache" })
    if (pathname.startsWith("/assets/")) await asset(file, pathname).catch(() => {})
    else if (/^\/media\/.*\.(png|jpe?g|gif|webp|svg)$/i.test(pathname)) await picture(file).catch(() => {})
  }
}

/** A copy as it is shown: it says how old it is, and its clocks go on. */
async function shown(copy) {
  const headers = new Headers(copy.headers)
  const kept = +headers.get("X-Kept")
  const language = headers.get("Content-Language") ?? "ru"
  const t = SITE.words[language]
  const waiting = (await waitingNow()).length ? ` ${t.waiting}` : ""
  const note = `<div class="note warn" role="status" data-offline><b>${t.copy.replace("{time}", time(kept, language))}</b>${waiting} <a href="">${t.again}</a></div>`
  const html = (await copy.text())
    .replace(/data-now="(\d+)"/g, (_, now) => `data-now="${+now + Date.now() - kept}"`)
    .replace(/<(quiz-attempt|score-sheet) /, "<$1 data-copy ")
    .replace(/<main id="main"[^>]*>\s*<div class="stack wide">/, start => start + note)
  return new Response(html, { headers })
}

function time(instant, language) {
  const [then, now] = [new Date(instant), new Date()]
  const day = then.toDateString() === now.toDateString() ? {} : { day: "numeric", month: "long" }
  return then.toLocaleString(language, { hour: "2-digit", minute: "2-digit", ...day })
}

// Forms

async function form(event, path) {
  if (LEAVING.test(path)) await forget()
  const body = PLAYED.test(path) ? await event.request.clone().text() : ""
  try {
    const response = await fetch(event.request)
    event.waitUntil(send())
    return response
  } catch {
    if (path === "/sign-out") return told("signOut")
    // A turn of a game is nothing without its answer; what is played to its end can wait.
    const isPlayed = PLAYED.test(path) && !new URLSearchParams(body).has("turn")
    if (!DONE.test(path) && !isPlayed) return told("unsent", { status: 503 })
    const [owner] = await ownerNow()
    // The same page, played anew, is another try. The server knows one that comes twice.
    await put(OUTBOX, `${path}${isPlayed ? `/${Date.now()}` : ""}?${owner}`, new Response(body))
    if (isPlayed) return told("played", { list: true })
    const next = await following(path.replace("/completion", ""))
    return next ? Response.redirect(next, 303) : told("queued", { list: true })
  }
}

/** The step after this one, where there is a copy of it. */
async function following(path) {
  const html = await (await found(PAGES, path))?.text() ?? ""
  const steps = [...new Set(Array.from(html.matchAll(/href="(\/activities\/\d+)"/g), match => match[1]))]
  const next = steps[steps.indexOf(path) + 1]
  return next && await found(PAGES, next) && next
}

async function waitingNow() {
  const [owner] = await ownerNow()
  return (await (await caches.open(OUTBOX)).keys()).filter(({ url }) => new URL(url).search === `?${owner}`)
}

/** What was marked and played without a link goes to the server, once. */
async function send() {
  for (const mark of await waitingNow()) {
    const body = new URLSearchParams(await (await found(OUTBOX, mark.url))?.text())
    const path = new URL(mark.url).pathname.replace(/(\/tries)\/\d+$/, "$1")
    const response = await fetch(path, { method: "POST", body }).catch(() => {})
    if (!response || response.status >= 500 || new URL(response.url).pathname === "/sign-in") return
    await (await caches.open(OUTBOX)).delete(mark)
  }
}

// Files

/** The address holds a hash of all files: the same address is the same file, and without a link an older one will do. */
async function asset(request, path) {
  const key = path.replace(/^\/assets\/\w+/, "/assets")
  const copy = await found(ASSETS, key)
  if (copy?.url === request.url) return copy
  try {
    const response = await fetch(request)
    if (response.ok) await put(ASSETS, key, response.clone())
    return response
  } catch (error) {
    if (copy) return copy
    throw error
  }
}

async function picture(request) {
  const { pathname } = new URL(request.url)
  const copy = await found(PICTURES, pathname)
  if (copy) return copy
  const response = await fetch(request)
  if (response.status === 200) await put(PICTURES, pathname, response.clone(), PICTURES_LIMIT)
  return response
}

const found = async (cache, key) => (await caches.open(cache)).match(key, { ignoreVary: true })

async function put(name, key, response, limit = Infinity) {
  const cache = await caches.open(name)
  await cache.put(key, response).catch(() => {})  // the device may be full
  const keys = await cache.keys()
  for (const old of keys.slice(0, Math.max(keys.length - limit, 0))) await cache.delete(old)
}

// What the worker says itself

async function told(key, { status = 200, list = false } = {}) {
  const [, language] = await ownerNow()
  const t = SITE.words[language]
  const links = []
  if (list) {
    for (const request of (await (await caches.open(PAGES)).keys()).reverse().slice(0, 40)) {
      const { pathname } = new URL(request.url)
      const title = (await (await found(PAGES, pathname)).text()).match(/<title>(.*?)( — [^—]*)?<\/title>/)?.[1]
      if (title) links.push(`<li><a href="${pathname}">${title}</a></li>`)
    }
  }
  const html = `<!doctype html><html lang="${language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>${t[key]}</title>
<link rel="stylesheet" href="${SITE.css}"></head><body><main id="main"><div class="stack wide"><div class="stack">
<h1>${t[key]}</h1><p class="prose" role="status">${t[key + "Text"]}</p>
<p class="row"><a class="btn" href="">${t.again}</a><a href="/">${t.home}</a></p></div>
${links.length ? `<section class="stack"><h2>${t.kept}</h2><ul class="list">${links.join("")}</ul></section>` : ""}
</div></main></body></html>`
  return new Response(html, { status, headers: { "Content-Type": "text/html; charset=utf-8" } })
}
