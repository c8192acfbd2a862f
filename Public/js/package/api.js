// The run-time interfaces of SCORM 1.2 (API) and SCORM 2004 (API_1484_11), given to every page of a package as its
// first script. The page runs without an origin, so it cannot reach the interface of the page around it as the
// standards have it: it gets one of its own, which tells the outer page by messages what was set.
// Values are kept as text by their names; `window.courseLaunch` holds those of earlier sessions.
(() => {
  const launch = window.courseLaunch
  if (!launch) return
  const is2004 = launch.standard === "scorm_2004"
  const [realParent, realTop] = [window.parent, window.top]
  const player = window.opener ? window.opener.top : realTop
  const isNested = realParent !== realTop && realParent !== window
  const values = { ...launch.values }

  // What a page without an origin may not touch, kept in memory for it.
  const storage = () => {
    const kept = new Map()
    return {
      getItem: name => kept.get(String(name)) ?? null, setItem: (name, value) => { kept.set(String(name), String(value)) },
      removeItem: name => { kept.delete(String(name)) }, clear: () => kept.clear(),
      key: index => [...kept.keys()][index] ?? null, get length() { return kept.size },
    }
  }
  const define = (object, name, get, set) => {
    try { Object.defineProperty(object, name, { get, set, configurable: true }) } catch { /* the browser has its own */ }
  }
  for (const name of ["localStorage", "sessionStorage"]) {
    const stored = storage()
    define(window, name, () => stored)
  }
  const cookies = new Map()
  define(document, "cookie", () => [...cookies].map(pair => pair.join("=")).join("; "), text => {
    const [name, ...value] = String(text).split(";")[0].split("=")
    cookies.set(name.trim(), value.join("="))
  })

  // MARK: What may be asked and set

  const oneOf = (...words) => value => words.includes(value)
  const upTo = most => value => value.length <= most
  const number = (low, high) => value => /^-?\d+(\.\d+)?$/.test(value) && +value >= low && +value <= high
  const identifier = value => value.length > 0 && value.length <= 4000 && !/\s/.test(value)
  const time = value => /^\d{2}:\d{2}:\d{2}(\.\d{1,2})?$/.test(value)
  const span12 = value => /^\d{2,4}:\d{2}:\d{2}(\.\d{1,2})?$/.test(value)
  const span2004 = value => value.length > 1 && !value.endsWith("T")
    && /^P(\d+Y)?(\d+M)?(\d+D)?(T(\d+H)?(\d+M)?(\d+(\.\d{1,2})?S)?)?$/.test(value)
  const stamp = value => /^\d{4}(-\d{2}(-\d{2}(T\d{2}(:\d{2}(:\d{2}(\.\d{1,2})?(Z|[+-]\d{2}(:\d{2})?)?)?)?)?)?)?$/.test(value)
  const any = () => true
  const score12 = value => value === "" || number(0, 100)(value)

  // name (n and m are indices): [may be read, check of what is set or null, value when never set]
  const model12 = {
    "cmi._version": [true, null, "3.4"],
    "cmi.core.student_id": [true, null, launch.learnerNumber], "cmi.core.student_name": [true, null, launch.learnerName],
    "cmi.core.lesson_location": [true, upTo(4096), ""], "cmi.core.credit": [true, null, "credit"],
    "cmi.core.lesson_status": [true, oneOf("passed", "completed", "failed", "incomplete", "browsed", "not attempted"), "not attempted"],
    "cmi.core.entry": [true, null, ""], "cmi.core.lesson_mode": [true, null, "normal"],
    "cmi.core.score.raw": [true, score12, ""], "cmi.core.score.max": [true, score12, ""], "cmi.core.score.min": [true, score12, ""],
    "cmi.core.total_time": [true, null, ""], "cmi.core.exit": [false, oneOf("time-out", "suspend", "logout", ""), ""],
    "cmi.core.session_time": [false, span12, ""], "cmi.suspend_data": [true, upTo(64000), ""],
    "cmi.launch_data": [true, null, launch.launchData], "cmi.comments": [true, upTo(16000), ""],
    "cmi.comments_from_lms": [true, null, ""],
    "cmi.student_data.mastery_score": [true, null, launch.masteryScore == null ? "" : String(launch.masteryScore)],
    "cmi.student_data.max_time_allowed": [true, null, ""], "cmi.student_data.time_limit_action": [true, null, ""],
    "cmi.student_preference.audio": [true, number(-1, 100), ""], "cmi.student_preference.language": [true, upTo(255), ""],
    "cmi.student_preference.speed": [true, number(-100, 100), ""], "cmi.student_preference.text": [true, number(-1, 1), ""],
    "cmi.objectives.n.id": [true, identifier, ""], "cmi.objectives.n.score.raw": [true, score12, ""],
    "cmi.objectives.n.score.max": [true, score12, ""], "cmi.objectives.n.score.min": [true, score12, ""],
    "cmi.objectives.n.status": [true, oneOf("passed", "completed", "failed", "incomplete", "browsed", "not attempted"), ""],
    "cmi.interactions.n.id": [false, identifier, ""], "cmi.interactions.n.objectives.m.id": [false, identifier, ""],
    "cmi.interactions.n.time": [false, time, ""],
    "cmi.interactions.n.type": [false, oneOf("true-false", "choice", "fill-in", "matching", "performance", "sequencing", "likert", "numeric"), ""],
    "cmi.interactions.n.correct_responses.m.pattern": [false, upTo(4096), ""],
    "cmi.interactions.n.weighting": [false, number(-1e9, 1e9), ""], "cmi.interactions.n.student_response": [false, upTo(4096), ""],
    "cmi.interactions.n.result": [false, value => oneOf("correct", "wrong", "unanticipated", "neutral")(value) || number(-1e9, 1e9)(value), ""],
    "cmi.interactions.n.latency": [false, span12, ""],
  }
  const completion = oneOf("completed", "incomplete", "not attempted", "unknown")
  const success = oneOf("passed", "failed", "unknown")
  const real = number(-1e9, 1e9)
  const model2004 = {
    "cmi._version": [true, null, "1.0"],
    "cmi.learner_id": [true, null, launch.learnerNumber], "cmi.learner_name": [true, null, launch.learnerName],
    "cmi.location": [true, upTo(4000)], "cmi.credit": [true, null, "credit"], "cmi.mode": [true, null, "normal"],
    "cmi.entry": [true, null, ""], "cmi.exit": [false, oneOf("time-out", "suspend", "logout", "normal", "")],
    "cmi.completion_status": [true, completion, "unknown"], "cmi.success_status": [true, success, "unknown"],
    "cmi.completion_threshold": [true, null], "cmi.progress_measure": [true, number(0, 1)],
    "cmi.scaled_passing_score": [true, null, launch.masteryScore == null ? undefined : String(launch.masteryScore)],
    "cmi.score.scaled": [true, number(-1, 1)], "cmi.score.raw": [true, real], "cmi.score.min": [true, real], "cmi.score.max": [true, real],
    "cmi.session_time": [false, span2004], "cmi.total_time": [true, null, "PT0S"], "cmi.suspend_data": [true, upTo(64000)],
    "cmi.launch_data": [true, null, launch.launchData || undefined], "cmi.max_time_allowed": [true, null],
    "cmi.time_limit_action": [true, null, "continue,no message"],
    "cmi.learner_preference.audio_level": [true, number(0, 1e9), "1"], "cmi.learner_preference.language": [true, upTo(250), ""],
    "cmi.learner_preference.delivery_speed": [true, number(0, 1e9), "1"], "cmi.learner_preference.audio_captioning": [true, number(-1, 1), "0"],
    "cmi.comments_from_learner.n.comment": [true, upTo(4000)], "cmi.comments_from_learner.n.location": [true, upTo(250)],
    "cmi.comments_from_learner.n.timestamp": [true, stamp],
    "cmi.comments_from_lms.n.comment": [true, null], "cmi.comments_from_lms.n.location": [true, null], "cmi.comments_from_lms.n.timestamp": [true, null],
    "cmi.objectives.n.id": [true, identifier], "cmi.objectives.n.score.scaled": [true, number(-1, 1)],
    "cmi.objectives.n.score.raw": [true, real], "cmi.objectives.n.score.min": [true, real], "cmi.objectives.n.score.max": [true, real],
    "cmi.objectives.n.success_status": [true, success, "unknown"], "cmi.objectives.n.completion_status": [true, completion, "unknown"],
    "cmi.objectives.n.progress_measure": [true, number(0, 1)], "cmi.objectives.n.description": [true, upTo(250)],
    "cmi.interactions.n.id": [true, identifier], "cmi.interactions.n.objectives.m.id": [true, identifier],
    "cmi.interactions.n.type": [true, oneOf("true-false", "choice", "fill-in", "long-fill-in", "matching", "performance", "sequencing", "likert", "numeric", "other")],
    "cmi.interactions.n.timestamp": [true, stamp], "cmi.interactions.n.correct_responses.m.pattern": [true, upTo(16000)],
    "cmi.interactions.n.weighting": [true, real], "cmi.interactions.n.learner_response": [true, upTo(16000)],
    "cmi.interactions.n.result": [true, value => oneOf("correct", "incorrect", "unanticipated", "neutral")(value) || real(value)],
    "cmi.interactions.n.latency": [true, span2004], "cmi.interactions.n.description": [true, upTo(250)],
    "adl.nav.request": [true, upTo(4000), "_none_"],
    "adl.nav.request_valid.continue": [true, null, "unknown"], "adl.nav.request_valid.previous": [true, null, "unknown"],
  }
  const model = is2004 ? model2004 : model12

  const pad = number => String(number).padStart(2, "0")
  const [hours, minutes, rest] = [Math.floor(launch.seconds / 3600), Math.floor(launch.seconds / 60) % 60, launch.seconds % 60]
  const wasSuspended = ["suspend", "logout"].includes(values["cmi.core.exit"] ?? values["cmi.exit"])
  const isNew = Object.keys(values).length === 0
  const entry = isNew ? "ab-initio" : wasSuspended || !launch.isCompleted ? "resume" : ""
  if (is2004) {
    model["cmi.total_time"][2] = `PT${hours}H${minutes}M${rest}S`
    model["cmi.entry"][2] = entry
  } else {
    model["cmi.core.total_time"][2] = `${String(hours).padStart(4, "0")}:${pad(minutes)}:${pad(rest)}`
    model["cmi.core.entry"][2] = entry
  }
  for (const name of ["cmi.core.exit", "cmi.exit", "adl.nav.request"]) delete values[name]

  // cmi.interactions.3.id → cmi.interactions.n.id, with the counts its indices must not pass
  const shape = name => {
    let depth = 0
    return name.replace(/\.\d+(?=\.|$)/g, () => ["." + "n", ".m"][depth++] ?? ".x")
  }
  const arrays = new Set(Object.keys(model).flatMap(name => {
    const found = []
    for (const mark of [".n", ".m"]) if (name.includes(mark + ".")) found.push(name.slice(0, name.indexOf(mark + ".")))
    return found
  }))
  const count = array => {
    let most = -1
    for (const name of Object.keys(values)) {
      if (name.startsWith(array + ".")) most = Math.max(most, parseInt(name.slice(array.length + 1), 10))
    }
    return most + 1
  }
  const gap = name => {
    for (const match of name.matchAll(/\.(\d+)(?=\.|$)/g)) {
      if (+match[1] > count(name.slice(0, match.index))) return true
    }
    return false
  }
  const children = name => {
    const start = shape(name) + "."
    const found = Object.keys(model).filter(key => key.startsWith(start)).map(key => key.slice(start.length).split(".")[0])
    return [...new Set(found.filter(part => !["n", "m"].includes(part) && !part.startsWith("_")))]
  }
  const childrenOfArray = name => {
    const start = shape(name) + (shape(name).includes(".n.") ? ".m." : ".n.")
    return [...new Set(Object.keys(model).filter(key => key.startsWith(start)).map(key => key.slice(start.length).split(".")[0]))]
  }

  // MARK: The two interfaces over one model

  let state = isNested ? "running" : "new"
  let error = 0
  const E = is2004
    ? { init: 103, ended: 104, argument: 201, notGet: 122, afterGet: 123, notSet: 132, afterSet: 133, notCommit: 142, afterCommit: 143,
        notEnd: 112, afterEnd: 113, unknown: 401, general: 351, unset: 403, readOnly: 404, writeOnly: 405, type: 406, range: 407, get: 301 }
    : { init: 101, ended: 101, argument: 201, notGet: 301, afterGet: 301, notSet: 301, afterSet: 301, notCommit: 301, afterCommit: 301,
        notEnd: 301, afterEnd: 301, unknown: 201, general: 201, unset: 0, readOnly: 403, writeOnly: 404, type: 405, range: 405, get: 201,
        keyword: 402, noChildren: 202, noArray: 203 }
  const fail = (code, answer) => { error = code; return answer }
  const send = (kind, changed) => player.postMessage({ coursePackage: launch.channel, kind, values: changed, isAsset: launch.isAsset }, "*")

  const initialize = argument => {
    if (argument !== "" && argument != null) return fail(E.argument, "false")
    if (isNested) return fail(0, "true")
    if (state === "running") return fail(E.init, "false")
    if (state === "ended" && is2004) return fail(E.ended, "false")
    state = "running"
    return fail(0, "true")
  }
  const terminate = argument => {
    if (argument !== "" && argument != null) return fail(E.argument, "false")
    if (state !== "running") return fail(state === "new" ? E.notEnd : E.afterEnd, "false")
    if (!isNested) state = "ended"
    send("finish", { ...values })
    return fail(0, "true")
  }
  const commit = argument => {
    if (argument !== "" && argument != null) return fail(E.argument, "false")
    if (state !== "running") return fail(state === "new" ? E.notCommit : E.afterCommit, "false")
    send("commit", { ...values })
    return fail(0, "true")
  }
  const getValue = name => {
    name = String(name ?? "")
    if (state !== "running") return fail(state === "new" ? E.notGet : E.afterGet, "")
    if (name === "") return fail(E.get, "")
    const [, owner, keyword] = name.match(/^(.*)\.(_children|_count)$/) ?? []
    if (keyword === "_count") {
      if (!arrays.has(shape(owner))) return fail(is2004 ? 301 : E.noArray, "")
      return fail(0, String(count(owner)))
    }
    if (keyword === "_children") {
      const found = arrays.has(shape(owner)) ? childrenOfArray(owner) : children(owner)
      return found.length ? fail(0, found.join(",")) : fail(is2004 ? 301 : E.noChildren, "")
    }
    const entry = model[shape(name)]
    if (!entry) return fail(E.unknown, "")
    if (!entry[0]) return fail(E.writeOnly, "")
    if (/\.\d+\./.test(name) && values[name] === undefined) {
      const index = name.match(/^(.*?)\.(\d+)\./)
      if (+index[2] >= count(index[1])) return fail(is2004 ? 301 : 201, "")
    }
    const value = values[name] ?? entry[2]
    return value === undefined ? fail(E.unset, "") : fail(0, value)
  }
  const setValue = (name, value) => {
    name = String(name ?? "")
    value = String(value ?? "")
    if (state !== "running") return fail(state === "new" ? E.notSet : E.afterSet, "false")
    if (name === "") return fail(E.general, "false")
    if (/\._(children|count|version)$/.test(name)) return fail(is2004 ? E.readOnly : E.keyword, "false")
    const entry = model[shape(name)]
    if (!entry) return fail(E.unknown, "false")
    if (!entry[1]) return fail(E.readOnly, "false")
    if (gap(name)) return fail(is2004 ? E.general : 201, "false")
    if (!entry[1](value)) {
      const isNumber = is2004 && /^-?\d+(\.\d+)?$/.test(value) && /score|measure|preference|weighting/.test(name)
      return fail(isNumber ? E.range : E.type, "false")
    }
    values[name] = name === "cmi.comments" ? (values[name] ?? "") + value : value
    send("set", { [name]: values[name] })
    return fail(0, "true")
  }
  const messages = is2004
    ? { 0: "No error", 101: "General exception", 103: "Already initialized", 104: "Content instance terminated", 112: "Termination before initialization",
        113: "Termination after termination", 122: "Retrieve data before initialization", 123: "Retrieve data after termination",
        132: "Store data before initialization", 133: "Store data after termination", 142: "Commit before initialization", 143: "Commit after termination",
        201: "General argument error", 301: "General get failure", 351: "General set failure", 391: "General commit failure", 401: "Undefined data model element",
        402: "Unimplemented data model element", 403: "Data model element value not initialized", 404: "Data model element is read only",
        405: "Data model element is write only", 406: "Data model element type mismatch", 407: "Data model element value out of range",
        408: "Data model dependency not established" }
    : { 0: "No error", 101: "General exception", 201: "Invalid argument error", 202: "Element cannot have children", 203: "Element not an array - cannot have count",
        301: "Not initialized", 401: "Not implemented error", 402: "Invalid set value, element is a keyword", 403: "Element is read only",
        404: "Element is write only", 405: "Incorrect data type" }
  const lastError = () => String(error)
  const errorString = code => messages[Number(code)] ?? ""

  const names = is2004
    ? ["Initialize", "Terminate", "GetValue", "SetValue", "Commit", "GetLastError", "GetErrorString", "GetDiagnostic"]
    : ["LMSInitialize", "LMSFinish", "LMSGetValue", "LMSSetValue", "LMSCommit", "LMSGetLastError", "LMSGetErrorString", "LMSGetDiagnostic"]
  const functions = [initialize, terminate, getValue, setValue, commit, lastError, errorString, errorString]
  const api = Object.fromEntries(names.map((name, index) => [name, functions[index]]))
  const place = is2004 ? "API_1484_11" : "API"
  window[place] = api

  // MARK: Frames inside the package

  // Pages look for the interface up the parents, and those of another origin throw. So every page gets a parent that has
  // it: a page's own `var API = null` hides the one on its window.
  if (!isNested) {
    const outer = { [place]: api, closed: false, length: 0, postMessage() {}, focus() {}, close() {} }
    for (const name of ["parent", "top", "self", "window"]) outer[name] = outer
    define(window, "parent", () => outer)
  } else {
    // Frames of one package have an origin each and cannot call one another. A call of the parent's function is sent
    // there as a message; it gives nothing back.
    const call = name => (...parts) => realParent.postMessage({ courseCall: launch.channel, name, parts: JSON.parse(JSON.stringify(parts)) }, "*")
    const bridge = new Proxy({}, {
      get: (_, name) => {
        if (name === "API" || name === "API_1484_11") return name === place ? api : undefined
        if (["parent", "self", "window", "top", "frames"].includes(name)) return bridge
        if (name === "postMessage") return realParent.postMessage.bind(realParent)
        if (typeof name === "symbol" || ["then", "document", "location", "opener", "name", "length", "closed"].includes(name)) return undefined
        return call(name)
      },
      has: () => true,
    })
    define(window, "parent", () => bridge)
  }
  addEventListener("message", ({ data, source }) => {
    if (data?.courseValues === launch.channel && source === player) Object.assign(values, data.values)
    if (data?.courseCall === launch.channel && source?.parent === window && typeof window[data.name] === "function"
      && Object.hasOwn(window, data.name)) {
      window[data.name](...data.parts)
    }
  })
  send("hello", { ...values })
})()
