// A second click does nothing; ticked rows show how many they are.
import { word } from './words.js'

export function wireSending() {
  document.addEventListener('submit', (event) => {
    const form = event.target // attributes are read as such: a field named "method" would hide the property
    if (event.defaultPrevented || (form.getAttribute('method') || 'get').toLowerCase() !== 'post') return
    if (form.dataset.sent) { event.preventDefault(); return }
    form.dataset.sent = 'yes'
    const button = event.submitter
    if (button) {
      button.setAttribute('aria-busy', 'true')
      button.dataset.words = button.textContent
      if (!form.closest('.language')) button.title = word('send')
    }
    // A download answers without leaving the page; the form must not stay locked for ever.
    setTimeout(() => release(form), 8000)
  })
  window.addEventListener('pageshow', (event) => { if (event.persisted) document.querySelectorAll('form[data-sent]').forEach(release) })
  document.addEventListener('htmx:afterRequest', (event) => { const form = event.target.closest('form'); if (form) release(form) })
}

function release(form) {
  delete form.dataset.sent
  delete form.dataset.asked
  form.querySelectorAll('[aria-busy]').forEach((button) => { button.removeAttribute('aria-busy'); button.removeAttribute('title') })
}

export function dressBulk(root) {
  root.querySelectorAll('form[data-bulk]').forEach((form) => {
    form.classList.add('wired')
    const count = form.querySelector('[data-bulk-count]')
    const boxes = () => [...form.querySelectorAll('input[name=row]')]
    form.addEventListener('change', (event) => {
      if (event.target.matches('[data-bulk-all]')) boxes().forEach((box) => { box.checked = event.target.checked })
      const n = boxes().filter((box) => box.checked).length
      count.textContent = n ? word('chosen', { n }) : ''
    })
  })
}
