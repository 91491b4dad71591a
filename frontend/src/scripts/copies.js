// A line that people take along: <input readonly data-copy> gets a button that copies it.
import { make, word } from './words.js'

export function dressCopies(root) {
  if (!navigator.clipboard) return
  root.querySelectorAll('input[data-copy]').forEach((field) => {
    const button = make('button', { type: 'button', class: 'btn btn-sm' }, word('copy'))
    field.addEventListener('focus', () => field.select())
    button.addEventListener('click', async () => {
      try { await navigator.clipboard.writeText(field.value); button.textContent = word('copied') } catch { field.select() }
    })
    field.after(button)
  })
}
