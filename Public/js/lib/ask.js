/** One question in a dialog with two verbs; resolves to whether the answer was yes. Escape means no. */
export function ask({ confirm, yes = "Да", no = "Нет" }) {
  const dialog = document.createElement("dialog")
  dialog.innerHTML = `<form method="dialog" class="stack"><p id="ask"></p><p class="row">
    <button class="risk" value="yes"></button><button value="" autofocus></button></p></form>`
  dialog.setAttribute("aria-labelledby", "ask")
  dialog.querySelector("p").textContent = confirm
  const [agree, refuse] = dialog.querySelectorAll("button")
  agree.textContent = yes
  refuse.textContent = no
  document.body.append(dialog)
  dialog.showModal()
  return new Promise(resolve => dialog.addEventListener("close", () => {
    dialog.remove()
    resolve(dialog.returnValue === "yes")
  }))
}
