// When a draft is sent, and what is said of it. No DOM, network or clock here: see elements/page-editor.js.

/** Milliseconds until a draft is sent: a pause in typing, but no later than `longest` after the first keystroke. */
export const savingDelay = (sinceFirst, pause = 1200, longest = 8000) => Math.max(Math.min(pause, longest - sinceFirst), 0)

/** What a saving came to, from the answer's status: saved, kept elsewhere, gone for good, or to be tried again. */
export function outcome(status) {
  if (status >= 200 && status < 300) return "saved"
  if (status === 409) return "conflict"
  return status >= 500 || status === 0 || status === 408 || status === 429 ? "offline" : "refused"
}
