import assert from "node:assert/strict"
import { test } from "node:test"
import { raised, readPoll, readRubric, writePoll, writeRubric } from "../../Public/js/lib/blocks.js"

const RUBRIC = "Цель\n0 — нет\n1.5 — есть\n\nПлан\n2 — по минутам"
const POLL = "Понравилось?\n( ) да\n( ) нет\n\nЧто?\n[ ] доска\n[ ] чат\n\nКак?\n1-5 скучно … интересно\n\nНасколько?\n1-5\n\nЕщё?"

test("a rubric and a poll written again are what was read", () => {
  assert.equal(writeRubric(readRubric(RUBRIC)), RUBRIC)
  assert.equal(writePoll(readPoll(POLL)), POLL)
})

test("the lines of a form end as on Windows, and dashes are of any length", () => {
  assert.deepEqual(readRubric("Цель\r\n0 - нет\r\n2: да\r\n"),
    [{ title: "Цель", levels: [{ points: "0", text: "нет" }, { points: "2", text: "да" }] }])
})

test("empty rows are left out", () => {
  assert.equal(writeRubric([{ title: " ", levels: [{ points: "", text: " " }] }]), "")
  assert.equal(writePoll([{ text: "Да?", kind: "single", options: ["да", "", "нет\nи нет"], low: "", high: "" }]),
    "Да?\n( ) да\n( ) нет и нет")
})

test("a row goes up, the first one stays", () => {
  assert.deepEqual(raised(["a", "b", "c"], 2), ["a", "c", "b"])
  assert.deepEqual(raised(["a", "b"], 0), ["a", "b"])
})
