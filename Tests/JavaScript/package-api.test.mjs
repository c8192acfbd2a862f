import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { test } from "node:test"
import vm from "node:vm"

const source = readFileSync(new URL("../../Public/js/package/api.js", import.meta.url), "utf8")

/** A page of a package whose outer page notes what it is told. */
function page(launch = {}) {
  const told = []
  const top = { postMessage: message => told.push(message) }
  const window = { document: {}, addEventListener() {}, top, parent: top, opener: null }
  window.window = window
  window.courseLaunch = {
    standard: "scorm_1.2", channel: "c", item: "i", values: {}, seconds: 0, learnerNumber: "7", learnerName: "Анна",
    launchData: "", masteryScore: null, isAsset: false, isCompleted: false, ...launch,
  }
  vm.runInNewContext(source, window)
  return { window, told, api: window.API ?? window.API_1484_11 }
}

test("1.2 answers in its order and with its errors", () => {
  const { api } = page()
  assert.equal(api.LMSGetValue("cmi.core.student_name"), "")
  assert.equal(api.LMSGetLastError(), "301")
  assert.equal(api.LMSInitialize("x"), "false")
  assert.equal(api.LMSGetLastError(), "201")
  assert.equal(api.LMSInitialize(""), "true")
  const cases = [
    ["cmi.core.student_name", "Анна", "0"], ["cmi.core.entry", "ab-initio", "0"], ["cmi.core.lesson_status", "not attempted", "0"],
    ["cmi.core.total_time", "0000:00:00", "0"], ["cmi.core.exit", "", "404"], ["cmi.nonsense", "", "201"],
    ["cmi.interactions._count", "0", "0"], ["cmi.core._count", "", "203"],
    ["cmi.core.score._children", "raw,max,min", "0"], ["cmi.core.student_id._children", "", "202"],
  ]
  for (const [name, value, error] of cases) assert.deepEqual([api.LMSGetValue(name), api.LMSGetLastError()], [value, error], name)
  const sets = [
    ["cmi.core.student_id", "x", "403"], ["cmi.core._children", "x", "402"], ["cmi.core.score.raw", "много", "405"],
    ["cmi.core.score.raw", "101", "405"], ["cmi.core.score.raw", 80, "0"], ["cmi.core.lesson_status", "passed", "0"],
    ["cmi.core.lesson_status", "done", "405"], ["cmi.interactions.1.id", "a", "201"], ["cmi.interactions.0.id", "a", "0"],
    ["cmi.core.session_time", "0000:01:02.5", "0"], ["cmi.suspend_data", "я".repeat(64001), "405"],
  ]
  for (const [name, value, error] of sets) {
    assert.deepEqual([api.LMSSetValue(name, value), api.LMSGetLastError()], [String(error === "0"), error], name)
  }
  assert.equal(api.LMSGetValue("cmi.interactions._count"), "1")
  assert.equal(api.LMSFinish(""), "true")
  assert.equal(api.LMSFinish(""), "false")
  assert.equal(api.LMSGetErrorString("403"), "Element is read only")
})

test("2004 keeps its own words and errors", () => {
  const { api } = page({ standard: "scorm_2004", values: { "cmi.location": "3", "cmi.exit": "suspend" }, seconds: 3725, masteryScore: 0.7 })
  assert.equal(api.Commit(""), "false")
  assert.equal(api.GetLastError(), "142")
  assert.equal(api.Initialize(""), "true")
  assert.equal(api.Initialize(""), "false")
  assert.equal(api.GetLastError(), "103")
  const cases = [
    ["cmi.location", "3", "0"], ["cmi.entry", "resume", "0"], ["cmi.total_time", "PT1H2M5S", "0"], ["cmi.score.scaled", "", "403"],
    ["cmi.scaled_passing_score", "0.7", "0"], ["cmi.exit", "", "405"], ["cmi.objectives.0.id", "", "301"], ["cmi.mode", "normal", "0"],
  ]
  for (const [name, value, error] of cases) assert.deepEqual([api.GetValue(name), api.GetLastError()], [value, error], name)
  const sets = [
    ["cmi.score.scaled", "1.5", "407"], ["cmi.score.scaled", "x", "406"], ["cmi.score.scaled", "0.5", "0"], ["cmi.mode", "x", "404"],
    ["cmi.objectives.0.id", "o1", "0"], ["cmi.objectives.0.success_status", "passed", "0"], ["cmi.objectives.2.id", "o2", "351"],
    ["cmi.session_time", "PT1M", "0"], ["cmi.session_time", "1 minute", "406"], ["cmi.unknown", "x", "401"],
  ]
  for (const [name, value, error] of sets) {
    assert.deepEqual([api.SetValue(name, value), api.GetLastError()], [String(error === "0"), error], name)
  }
  assert.equal(api.Terminate(""), "true")
  assert.equal(api.GetValue("cmi.location"), "")
  assert.equal(api.GetLastError(), "123")
})

test("what is set is told at once, the whole at the end", () => {
  const { api, told } = page({ values: { "cmi.core.lesson_location": "2" } })
  api.LMSInitialize("")
  api.LMSSetValue("cmi.core.score.raw", "5")
  api.LMSFinish("")
  assert.deepEqual(told.map(({ kind }) => kind), ["hello", "set", "finish"])
  assert.deepEqual({ ...told[1].values }, { "cmi.core.score.raw": "5" })
  assert.deepEqual({ ...told[2].values }, { "cmi.core.lesson_location": "2", "cmi.core.score.raw": "5" })
  assert.ok(told.every(message => message.coursePackage === "c"))
})

test("the page finds the interface as the standards say, even when it hides its own", () => {
  const { window, api } = page()
  vm.runInNewContext("var API = null; var found = window; while (found.API == null && found.parent != found) found = found.parent; found = found.API", window)
  assert.equal(window.found, api)
})

test("what a page without an origin may not touch is there in memory", () => {
  const { window } = page()
  window.localStorage.setItem("a", 1)
  assert.equal(window.localStorage.getItem("a"), "1")
  assert.equal(window.sessionStorage.length, 0)
  window.document.cookie = "a=b; path=/"
  assert.equal(window.document.cookie, "a=b")
})
