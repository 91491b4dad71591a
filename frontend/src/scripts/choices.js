// A search box in long selects; the library is loaded only where one stands.
import { word } from './words.js'

let loading
const load = () => (loading ||= new Promise((done, failed) => {
  const script = document.createElement('script')
  script.src = document.documentElement.dataset.select
  script.onload = done
  script.onerror = failed
  document.head.append(script)
}))

export function dressSelects(root) {
  const found = root.querySelectorAll('select[data-search]:not(.tomselected)')
  if (!found.length) return
  load().then(() => found.forEach((select) => window.gongjianSelect(select, word('noResult'))), () => {})
}
