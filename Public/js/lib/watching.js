/** Seconds of media really played between two readings of the position: a jump, back or far ahead, is not playing. */
export function played(before, now, elapsed, rate) {
  const step = now - before
  return step > 0 && step <= elapsed * rate + 1 ? step : 0
}

/** Where to go on, in seconds; from the start once the rest is shorter than five seconds. */
export const resumeAt = (seconds, duration) => seconds > 0 && !(seconds > duration - 5) ? seconds : 0
