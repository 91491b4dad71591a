// A button that prints the page: <button type="button" data-print hidden>. Without JavaScript it stays away.
export function dressPrinting(root) {
  root.querySelectorAll('[data-print]').forEach((button) => {
    button.hidden = false
    button.addEventListener('click', () => window.print())
  })
}
