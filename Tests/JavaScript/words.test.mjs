import assert from "node:assert/strict"
import { test } from "node:test"
import { clockFace, parsed, passed, words } from "../../Public/js/lib/words.js"

const answers = { one: "{count} ответ", few: "{count} ответа", many: "{count} ответов" }

test("Russian counts have three forms", () => {
  const said = [1, 2, 5, 11, 21, 104].map(n => words(answers, n, "ru"))
  assert.deepEqual(said, ["1 ответ", "2 ответа", "5 ответов", "11 ответов", "21 ответ", "104 ответа"])
})

test("a form that the language has and the sentence lacks falls back; a plain sentence is itself", () => {
  assert.equal(words({ other: "{count} җавап" }, 3, "tt"), "3 җавап")
  assert.equal(words("Сохраняем…", 3, "ru"), "Сохраняем…")
  assert.equal(words(undefined, 3, "ru"), "")
})

test("a broken attribute is an empty object", () => {
  assert.deepEqual([undefined, "", "{", "null"].map(parsed), [{}, {}, {}, {}])
  assert.deepEqual(parsed('{"a":1}'), { a: 1 })
})

test("a clock face counts begun seconds whole and shows zero only at the end", () => {
  const faces = [3661000, 3600000, 1200000, 59001, 1, 0, -5].map(clockFace)
  assert.deepEqual(faces, ["1:01:01", "1:00:00", "20:00", "01:00", "00:01", "00:00", "00:00"])
})

test("a mark is passed once, also when the device slept over it", () => {
  const marks = [60000, 300000]
  assert.equal(passed(marks, 300500, 299500), 300000)
  assert.equal(passed(marks, 299500, 298500), undefined)
  assert.equal(passed(marks, 400000, 30000), 60000)
})
