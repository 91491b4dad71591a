// How many characters are left, from the second half of the limit on.
import { word } from './words.js'

export function dressCounters(root) {
  root.querySelectorAll('[data-count-for]').forEach((line) => {
    const field = document.getElementById(line.dataset.countFor)
    if (!field) return
    const limit = Number(line.dataset.limit)
    const atFirst = line.textContent
    field.removeAttribute('maxlength') // the text is never cut off while pasting; the server says what is too long
    const count = () => {
      const left = limit - [...field.value.replace(/\r\n/g, '\n')].length
      line.textContent = left < 0 ? word('over', { n: -left }) : left > limit / 2 ? atFirst : word('left', { n: left })
      line.classList.toggle('over', left < 0)
    }
    field.addEventListener('input', count)
    count()
  })
}
