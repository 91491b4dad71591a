// Shows what was chosen before it is sent, and says at once what is too big. The server judges.
import { make, word } from './words.js'

const MOST = 20

function draw(box, input) {
  const list = box.querySelector('[data-upload-list]')
  list.querySelectorAll('img').forEach((picture) => URL.revokeObjectURL(picture.src))
  list.replaceChildren(...[...input.files].map((file, index) => {
    const size = file.size > 1048576 ? `${(file.size / 1048576).toFixed(1)} MB` : `${Math.max(1, Math.round(file.size / 1024))} KB`
    const drop = make('button', { type: 'button', 'aria-label': `${word('remove')} ${file.name}` }, word('remove'))
    drop.addEventListener('click', () => {
      const rest = new DataTransfer()
      ;[...input.files].forEach((one, n) => { if (n !== index) rest.items.add(one) })
      input.files = rest.files
      draw(box, input)
    })
    const picture = file.type.startsWith('image/') ? [make('img', { src: URL.createObjectURL(file), alt: '' })] : []
    const tooBig = file.size > MOST * 1048576 ? [make('span', { class: 'wrong' }, word('tooBig', { n: MOST }))] : []
    return make('li', {}, ...picture, make('span', {}, file.name), make('small', {}, size), ...tooBig, drop)
  }))
}

export function dressUploads(root) {
  root.querySelectorAll('[data-upload]').forEach((box) => {
    const input = box.querySelector('input[type=file]')
    input.addEventListener('change', () => draw(box, input))
    for (const name of ['dragenter', 'dragover']) box.addEventListener(name, () => box.classList.add('over'))
    for (const name of ['dragleave', 'drop']) box.addEventListener(name, () => box.classList.remove('over'))
  })
}
