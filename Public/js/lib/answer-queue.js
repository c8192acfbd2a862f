// Answers that wait for the server's word. A queue is {slot: {sequence, fields}}; functions return a new queue.
// No DOM, storage, network or clock here: see elements/quiz-attempt.js.

/** The next sequence of a slot: grows always, and follows the server's clock where it can. */
export const nextSequence = (previous = 0, clock = 0) => Math.max(previous + 1, Math.round(clock))

/** Both queues' answers; of two for one slot, the one with the higher sequence. */
export function merge(ours, theirs) {
  const merged = { ...ours }
  for (const [slot, answer] of Object.entries(theirs)) {
    if (!(merged[slot]?.sequence >= answer.sequence)) merged[slot] = answer
  }
  return merged
}

/** The queue without what the server has: an answer changed since it was sent has another sequence, and stays. */
export function acknowledge(queue, saved) {
  const rest = { ...queue }
  for (const { slot, sequence } of saved) if (rest[slot]?.sequence === sequence) delete rest[slot]
  return rest
}

export const size = queue => Object.keys(queue).length

/** What is posted: at the most the latest answer of each slot. */
export const body = (device, queue) => JSON.stringify({
  device, answers: Object.entries(queue).map(([slot, { sequence, fields }]) => ({ slot: +slot, sequence, fields })),
})

/** A queue from its text; text that is no queue, or an answer without sequence, counts as nothing. */
export function parse(text) {
  try {
    const entries = Object.entries(JSON.parse(text) ?? {})
    return Object.fromEntries(entries.filter(([, a]) => Number.isFinite(a?.sequence) && Array.isArray(a.fields)))
  } catch { return {} }
}

/** Milliseconds before try number `failures + 1`: 1, 2, 4 … s, at the most `limit`. */
export const backoff = (failures, limit = 30000) => Math.min(1000 * 2 ** Math.max(failures - 1, 0), limit)

/** Milliseconds from now until text is sent: a pause in typing, but no later than 3 s after the first keystroke. */
export const typingDelay = (sinceFirst, pause = 700, longest = 3000) => Math.max(Math.min(pause, longest - sinceFirst), 0)

/** What an answer's status asks of us. `retry` is the only one that we try again by ourselves. */
export function verdict(status) {
  if (status >= 200 && status < 300) return "saved"
  if (status === 401) return "signin"
  return status >= 500 || status === 408 || status === 425 || status === 429 ? "retry" : "refused"
}

/** Whether there is anything in the fields; how certain one is of an answer is no answer. */
export const isAnswered = fields => fields.some(([name, value]) => !name.endsWith(".certainty") && value.trim() !== "")
