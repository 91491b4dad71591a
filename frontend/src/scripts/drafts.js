// What is typed stays in this browser until it was sent: <form data-draft="key">. Nothing secret, no files.
import { kept, make, word } from './words.js'

const TWO_WEEKS = 14 * 24 * 3600 * 1000
const skip = (field) => !field.name || ['hidden', 'password', 'file', 'submit'].includes(field.type) || field.name === 'csrfmiddlewaretoken'
const place = (form) => `draft:${form.dataset.draft}`

function values(form) {
  const out = {}
  for (const field of form.elements) {
    if (skip(field)) continue
    if (field.type === 'checkbox' || field.type === 'radio') {
      if (field.checked) (out[field.name] ||= []).push(field.value)
    } else if (field.multiple) out[field.name] = [...field.selectedOptions].map((o) => o.value)
    else if (field.value) out[field.name] = [field.value]
  }
  return out
}

function fill(form, draft) {
  let filled = false
  for (const field of form.elements) {
    if (skip(field) || !(field.name in draft)) continue
    const wanted = draft[field.name]
    if (field.type === 'checkbox' || field.type === 'radio') {
      const on = wanted.includes(field.value)
      if (on !== field.checked) filled = true
      field.checked = on
    } else if (field.multiple) for (const o of field.options) o.selected = wanted.includes(o.value)
    else if (!field.value && wanted[0]) { field.value = wanted[0]; filled = true }
  }
  return filled
}

export function dressDrafts(root) {
  root.querySelectorAll('form[data-draft]').forEach((form) => {
    if (!form.dataset.draft) return
    const line = make('p', { class: 'draft-line', 'aria-live': 'polite' })
    const drop = make('button', { type: 'button' }, word('draftDrop'))
    drop.addEventListener('click', () => { kept((s) => s.removeItem(place(form))); form.reset(); line.remove() })
    const say = (text) => { line.replaceChildren(text, drop); if (!line.isConnected) form.prepend(line) }

    const old = kept((s) => JSON.parse(s.getItem(place(form)) || 'null'))
    const wrong = form.querySelector('.field-wrong, .error-summary, .refusal') // came back from the server: it has everything typed
    if (old && Date.now() - old.at < TWO_WEEKS && !wrong && fill(form, old.values)) say(word('draftBack'))

    let timer
    form.addEventListener('input', () => {
      clearTimeout(timer)
      timer = setTimeout(() => kept((s) => s.setItem(place(form), JSON.stringify({ at: Date.now(), values: values(form) }))), 400)
    })
    form.addEventListener('submit', () => kept((s) => {
      clearTimeout(timer)
      s.setItem(place(form), JSON.stringify({ at: Date.now(), values: values(form) }))
      s.setItem('draft-sent', place(form))
    }))
  })
  // The form was sent and this page shows no such form any more: it arrived, the draft has done its work.
  const sent = kept((s) => s.getItem('draft-sent'))
  if (sent && root === document && ![...document.querySelectorAll('form[data-draft]')].some((f) => place(f) === sent) && document.body.querySelector('main') && !document.querySelector('.refusal')) {
    kept((s) => { s.removeItem(sent); s.removeItem('draft-sent') })
  }
}
