import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { test } from "node:test"

// Recomputes the contrast of the tokens in app.css by WCAG 2.2: text 4.5 at least, shapes and borders of controls 3.
const css = readFileSync(new URL("../../Public/css/app.css", import.meta.url), "utf8")

function tokens(selector) {
  const at = css.indexOf(selector + "{")
  assert.ok(at >= 0, `${selector} is not in app.css`)
  const rule = css.slice(at, css.indexOf("}", at))
  return Object.fromEntries([...rule.matchAll(/--([\w-]+):\s*(#\w{6}|var\(--[\w-]+\))/g)].map(([, name, value]) => [name, value]))
}
const resolve = (theme, name) => {
  const value = theme[name]
  return value?.startsWith("var(") ? resolve(theme, value.slice(6, -1)) : value
}
const luminance = hex => [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16) / 255)
  .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
  .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0)
function ratio(one, two) {
  const [low, high] = [luminance(one), luminance(two)].sort((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}

const light = tokens(":root")
const dark = { ...light, ...tokens(":root[data-theme=dark]") }
const contrast = { ...light, ...tokens(":root[data-contrast]") }
const themes = {
  light, dark,
  "white on black": { ...contrast, ...tokens(":root[data-contrast=black]") },
  "black on white": { ...contrast, ...tokens(":root[data-contrast=white]") },
  "dark blue on light blue": { ...contrast, ...tokens(":root[data-contrast=blue]") },
}
const grounds = ["paper", "surface", "sunk"]
const pairs = [
  ...grounds.flatMap(ground => ["ink", "ink-2", "accent", "accent-2"].map(text => [text, ground, 4.5])),
  ...["paper", "surface"].flatMap(ground => ["ink-3", "ok", "warn", "err"].map(text => [text, ground, 4.5])),
  ...["ok", "warn", "err", "accent"].flatMap(word => [[word, `${word}-bg`, 4.5], ["ink", `${word}-bg`, 7]]),
  ["on-accent", "accent", 4.5], ["on-accent", "accent-2", 4.5], ["on-accent", "ok", 4.5],
  ["ink", "paper", 7], ["ink", "surface", 7],
  ...["paper", "surface"].flatMap(ground => ["edge", "focus"].map(shape => [shape, ground, 3])),
]

test("the example of the definition: black on white is 21, #777777 on white 4.48", () => {
  assert.equal(ratio("#000000", "#FFFFFF"), 21)
  assert.equal(ratio("#777777", "#FFFFFF").toFixed(2), "4.48")
})

for (const [name, theme] of Object.entries(themes)) {
  test(`each pair is readable: ${name}`, () => {
    const poor = pairs.map(([text, ground, least]) => [text, ground, least, ratio(resolve(theme, text), resolve(theme, ground))])
      .filter(([, , least, found]) => found < least)
      .map(([text, ground, least, found]) => `${text} on ${ground} ${found.toFixed(2)} < ${least}`)
    assert.deepEqual(poor, [])
  })
}

test("the dark tokens of the system's choice are those of the person's choice", () => {
  assert.deepEqual(tokens(":root:not([data-theme=light])"), tokens(":root[data-theme=dark]"))
})

test("the stylesheet is at most 20 KB", () => assert.ok(Buffer.byteLength(css) <= 20480, `${Buffer.byteLength(css)} bytes`))
