// Short messages at the edge; refusals stay until they are closed.
import { make, word } from './words.js'

function dressToast(toast) {
  if (toast.dataset.dressed) return
  toast.dataset.dressed = 'yes'
  const stays = 'toastStay' in toast.dataset || toast.matches('.toast-error, .toast-warning')
  const close = toast.querySelector('[data-toast-close]')
  if (close) close.addEventListener('click', () => toast.remove())
  if (stays) return
  let timer = setTimeout(() => toast.remove(), 8000)
  toast.addEventListener('mouseenter', () => clearTimeout(timer))
  toast.addEventListener('focusin', () => clearTimeout(timer))
  toast.addEventListener('mouseleave', () => { timer = setTimeout(() => toast.remove(), 4000) })
}

export function dressToasts(root) {
  if (root.matches && root.matches('[data-toast]')) dressToast(root)
  root.querySelectorAll('[data-toast]').forEach(dressToast)
}

export function toast(text, tone = 'error') {
  const close = make('button', { type: 'button', 'data-toast-close': true, 'aria-label': word('close') }, '×')
  const line = make('div', { class: `toast-line toast-${tone}`, 'data-toast': true }, make('p', {}, text), close)
  document.getElementById('toasts').append(line)
  dressToast(line)
}

export function wireHtmx() {
  // A refusal names its place (HX-Retarget); wrong forms (422, 409) are swapped in; a broken page never is.
  document.addEventListener('htmx:beforeSwap', ({ detail }) => {
    const { status } = detail.xhr
    if (status < 400) return
    const placed = detail.xhr.getResponseHeader('HX-Retarget')
    detail.shouldSwap = Boolean(placed) || status === 422 || status === 409
    detail.isError = false
    if (!detail.shouldSwap) toast(word('failed'))
  })
  document.addEventListener('htmx:sendError', () => toast(word('failed')))
}
