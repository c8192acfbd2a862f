// What a person reads: sentences with plural forms, and the time that is left.

/** A sentence from a string, or from plural forms {one, few, many, other}, with `{count}` filled in. */
export function words(forms, count = 0, language = document.documentElement.lang || "ru") {
  const form = typeof forms === "object" && forms
    ? forms[new Intl.PluralRules(language).select(count)] ?? forms.other ?? forms.many ?? ""
    : forms ?? ""
  return form.replaceAll("{count}", count)
}

/** A sentence with `{name}` filled in from an object. */
export const filled = (text, values) => (text ?? "").replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place)

/** The object in a `data-` attribute; {} when it is absent or broken, so that the element still works. */
export function parsed(text) {
  try { return JSON.parse(text) ?? {} } catch { return {} }
}

/** Milliseconds as h:mm:ss or mm:ss; what has begun counts whole, so that 0:00 is shown only at the end. */
export function clockFace(ms) {
  const seconds = Math.max(Math.ceil(ms / 1000), 0)
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60].map(n => String(n).padStart(2, "0"))
  const hours = Math.floor(seconds / 3600)
  return (hours ? hours + ":" : "") + parts.join(":")
}

/** The mark in `marks` (ms) that was passed between two readings of the remaining time, or undefined. */
export const passed = (marks, before, now) => marks.find(mark => before > mark && now <= mark)
