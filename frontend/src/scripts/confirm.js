// A question with its consequences before a form is sent: <form data-confirm="…" data-consequences="line&#10;line">.
import { make, word } from './words.js'

function ask(form, submitter) {
  const { confirm, consequences = '', yes } = form.dataset
  const lines = consequences.split('\n').filter(Boolean).map((line) => make('li', {}, line))
  const go = make('button', { type: 'button', class: 'danger' in form.dataset ? 'btn btn-tone-danger' : 'btn btn-tone-primary' }, yes || word('confirm'))
  const no = make('button', { type: 'button', class: 'btn btn-tone-plain' }, word('cancel'))
  const title = make('h2', { id: 'ask-title' }, confirm)
  const dialog = make('dialog', { class: 'ask', 'aria-labelledby': 'ask-title' },
    make('div', { class: `confirm-box${'danger' in form.dataset ? ' confirm-danger' : ''}` }, title, ...(lines.length ? [make('ul', {}, ...lines)] : []), make('div', { class: 'form-actions' }, go, no)))
  no.addEventListener('click', () => dialog.close())
  go.addEventListener('click', () => {
    form.dataset.asked = 'yes'
    dialog.close()
    form.requestSubmit(submitter)
  })
  dialog.addEventListener('close', () => { dialog.remove(); if (submitter) submitter.focus() })
  document.body.append(dialog)
  dialog.showModal()
  no.focus()
}

export function dressConfirm(root) {
  root.querySelectorAll('form[data-confirm]').forEach((form) => {
    form.addEventListener('submit', (event) => {
      if (form.dataset.asked) return
      event.preventDefault()
      event.stopImmediatePropagation()
      ask(form, event.submitter)
    })
  })
}
