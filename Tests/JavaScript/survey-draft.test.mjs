import assert from "node:assert/strict"
import test from "node:test"
import { filled, touchedQuestions } from "../../Public/js/lib/survey-draft.js"

test("only touched questions are sent, an emptied one by its number alone", () => {
  const pairs = [["q0", "2"], ["q1", "0"], ["q1", "3"], ["q2", "слова"]]
  assert.equal(touchedQuestions(pairs, new Set(["q1", "q5"])).toString(), "touched=1%2C5&q1=0&q1=3")
})

test("values of one name stay together", () => {
  assert.deepEqual([...filled([["q1", "0"], ["q2", "a"], ["q1", "3"]])], [["q1", ["0", "3"]], ["q2", ["a"]]])
})
