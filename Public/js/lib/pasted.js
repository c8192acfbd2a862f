// What comes from the clipboard, before the editor reads it. Word writes lists as paragraphs and notes as comments.

/** HTML of the clipboard without what an office program adds to it; Word's list paragraphs become lists. */
export function cleaned(html) {
  const text = html.replaceAll(/<!--[\s\S]*?-->/g, "").replaceAll(/<!\[(if|endif)[^>]*>/gi, "")
    .replaceAll(/<\/?(o|w|m|v|st1):[^>]*>/gi, "").replaceAll(/<style[\s\S]*?<\/style>/gi, "")
    // The pages' policy forbids styles in markup, even where nobody shows them; here they are read and no more.
    .replaceAll(/<[a-z][^>]*>/gi, tag => tag.replaceAll(/(\s)style\s*=/gi, "$1data-style="))
  const page = new DOMParser().parseFromString(text, "text/html")
  for (const element of page.querySelectorAll("style, script, meta, link, title, xml, iframe, object")) element.remove()
  // A picture of another place cannot be shown here; its file comes with the clipboard or by dragging.
  for (const picture of page.querySelectorAll("img:not([src^='/media/'])")) picture.remove()
  for (const first of page.querySelectorAll("p[data-style*='mso-list'], p[class*='MsoListParagraph']")) {
    if (!first.isConnected) continue
    const items = []
    for (let next = first; next?.matches("p[data-style*='mso-list'], p[class*='MsoListParagraph']"); next = next.nextElementSibling) items.push(next)
    first.before(listOf(items))
    for (const item of items) item.remove()
  }
  for (const element of page.body.querySelectorAll("*")) {
    const style = element.getAttribute("data-style") ?? ""
    if (element.matches("span, font") && /font-weight:\s*(bold|[6-9]00)/i.test(style)) wrap(element, "strong")
    if (element.matches("span, font") && /font-style:\s*italic/i.test(style)) wrap(element, "em")
    for (const { name } of [...element.attributes]) {
      if (!["href", "src", "alt", "title", "colspan", "rowspan", "start", "data-tex", "data-display", "data-callout", "data-source"].includes(name)) element.removeAttribute(name)
    }
    const address = element.getAttribute("href")
    if (address !== null && !/^(https?:|mailto:|tel:|\/|#)/i.test(address)) element.removeAttribute("href")
  }
  for (const element of page.querySelectorAll("p")) {
    if (!element.textContent.replaceAll("\u00A0", " ").trim() && !element.querySelector("img, [data-tex]")) element.remove()
  }
  return page.body.innerHTML
}

function listOf(items) {
  const mark = items[0].querySelector("span[data-style*='mso-list']")?.textContent ?? items[0].textContent
  const list = items[0].ownerDocument.createElement(/^\s*(\d+|[a-zа-я])[.)]/i.test(mark) ? "ol" : "ul")
  const open = [{ level: 1, list }]
  for (const item of items) {
    const level = +(item.getAttribute("data-style")?.match(/level(\d)/)?.[1] ?? 1)
    while (open.length > 1 && open.at(-1).level > level) open.pop()
    if (level > open.at(-1).level && open.at(-1).list.lastElementChild) {
      const inner = item.ownerDocument.createElement("ul")
      open.at(-1).list.lastElementChild.append(inner)
      open.push({ level, list: inner })
    }
    const marker = item.querySelector("span[data-style*='mso-list']")
    if (marker) marker.remove()
    const entry = item.ownerDocument.createElement("li")
    entry.innerHTML = marker ? item.innerHTML : item.innerHTML.replace(/^(\s|&nbsp;)*[·•o§\-–](\s|&nbsp;)+/, "")
    open.at(-1).list.append(entry)
  }
  return list
}

function wrap(element, name) {
  const inner = element.ownerDocument.createElement(name)
  inner.append(...element.childNodes)
  element.append(inner)
}
