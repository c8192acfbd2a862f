import assert from "node:assert/strict"
import { test } from "node:test"
import {
  acknowledge, backoff, body, isAnswered, merge, nextSequence, parse, size, typingDelay, verdict,
} from "../../Public/js/lib/answer-queue.js"

const answer = (sequence, value = "a") => ({ sequence, fields: [["s1", value]] })

test("a sequence follows the server's clock, and grows even when the clock goes back", () => {
  assert.equal(nextSequence(undefined, 1000.4), 1000)
  assert.equal(nextSequence(1000, 5000), 5000)
  assert.equal(nextSequence(5000, 5000), 5001)
  assert.equal(nextSequence(5000, 10), 5001)
})

test("of two tabs' answers to one question the later one stays, in either order", () => {
  const one = { 1: answer(10), 2: answer(30) }, two = { 1: answer(20), 3: answer(5) }

  assert.deepEqual(merge(one, two), { 1: answer(20), 2: answer(30), 3: answer(5) })
  assert.deepEqual(merge(two, one), merge(one, two))
})

test("given two answers of the same sequence, when merged, then ours stays", () => {
  assert.deepEqual(merge({ 1: answer(10, "ours") }, { 1: answer(10, "theirs") }), { 1: answer(10, "ours") })
})

test("an acknowledgement takes away only the answer it names; what was changed meanwhile waits on", () => {
  const queue = { 1: answer(10), 2: answer(21), 3: answer(30) }

  const rest = acknowledge(queue, [{ slot: 1, sequence: 10 }, { slot: 2, sequence: 20 }, { slot: 9, sequence: 1 }])

  assert.deepEqual(rest, { 2: answer(21), 3: answer(30) })
  assert.equal(size(queue), 3)
})

test("given any order of answering, sending and acknowledging, the server ends with the last answer of each slot", () => {
  let seed = 7
  const random = n => (seed = seed * 48271 % 2147483647) % n
  for (let round = 0; round < 300; round++) {
    let queue = {}, flying = [], clock = 0
    const sequences = {}, last = {}, server = {}
    for (let step = 0; step < 60; step++) {
      const slot = 1 + random(4)
      if (random(3)) {
        sequences[slot] = nextSequence(sequences[slot], clock += random(3) - 1)
        last[slot] = String(step)
        queue = merge(queue, { [slot]: answer(sequences[slot], last[slot]) })
      } else if (random(2)) flying.push(JSON.parse(body("d", queue)).answers)
      else if (flying.length) {
        const [answers] = flying.splice(random(flying.length), 1)
        for (const a of answers) if (!(server[a.slot]?.sequence > a.sequence)) server[a.slot] = a
        if (random(2)) queue = acknowledge(queue, answers)
      }
    }
    for (const a of JSON.parse(body("d", queue)).answers) if (!(server[a.slot]?.sequence > a.sequence)) server[a.slot] = a
    for (const slot in last) assert.equal(server[slot].fields[0][1], last[slot])
  }
})

test("the body names the device, and each answer with its slot as a number", () => {
  assert.deepEqual(JSON.parse(body("d1", { 2: answer(7, "x") })),
    { device: "d1", answers: [{ slot: 2, sequence: 7, fields: [["s1", "x"]] }] })
})

test("twenty answers to choices fit in a kilobyte and a half, one in 150 bytes", () => {
  const clock = 1732180000123
  assert.ok(body("abcdefghijklmnop", { 1: answer(clock, "0") }).length <= 150)
  const all = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [i + 1, answer(clock, "0")]))
  assert.ok(body("abcdefghijklmnop", all).length <= 1536)
})

test("what storage gives back broken counts as nothing, what is whole is read", () => {
  for (const text of [null, "", "null", "[", "7", '"x"', '{"1":null}', '{"1":{"sequence":"a","fields":[]}}', '{"1":{"sequence":1}}']) {
    assert.deepEqual(parse(text), {})
  }
  assert.deepEqual(parse(JSON.stringify({ 1: answer(3) })), { 1: answer(3) })
})

test("the pause doubles from one second to its limit", () => {
  assert.deepEqual([1, 2, 3, 4, 5, 6, 60].map(n => backoff(n)), [1000, 2000, 4000, 8000, 16000, 30000, 30000])
  assert.deepEqual([1, 2, 3, 4, 5].map(n => backoff(n, 5000)), [1000, 2000, 4000, 5000, 5000])
})

test("typing is sent after a pause, but no later than three seconds after it began", () => {
  assert.deepEqual([0, 2000, 2500, 3000, 9000].map(n => typingDelay(n)), [700, 700, 500, 0, 0])
})

test("an answer's status says whether to try again", () => {
  const cases = { 200: "saved", 401: "signin", 403: "refused", 404: "refused", 408: "retry", 409: "refused", 422: "refused", 429: "retry", 500: "retry", 503: "retry" }
  for (const [status, word] of Object.entries(cases)) assert.equal(verdict(+status), word)
})

test("spaces are no answer", () => {
  assert.equal(isAnswered([]), false)
  assert.equal(isAnswered([["s1.0", ""], ["s1.1", "  "]]), false)
  assert.equal(isAnswered([["s1.0", ""], ["s1.1", "2"]]), true)
  assert.equal(isAnswered([["s1.certainty", "2"]]), false)
})
