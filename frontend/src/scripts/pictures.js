// Charts: loaded only where one stands. Their table is always there; a button turns one into the other.
import { word } from './words.js'

let loading
const load = () => (loading ||= new Promise((done, failed) => {
  const script = document.createElement('script')
  script.src = document.documentElement.dataset.charts
  script.onload = done
  script.onerror = failed
  document.head.append(script)
}))

function draw(figure) {
  const data = JSON.parse(document.getElementById(figure.dataset.chart).textContent)
  const picture = figure.querySelector('.chart-picture')
  const button = figure.querySelector('[data-chart-switch]')
  picture.hidden = false
  figure.classList.add('drawn')
  const chart = window.gongjianChart(picture, data)
  button.hidden = false
  button.addEventListener('click', () => {
    const table = figure.classList.toggle('as-table')
    button.textContent = table ? word('picture') : word('table')
    if (!table) chart.resize()
  })
}

export function dressCharts(root) {
  const found = [...root.querySelectorAll('[data-chart]')]
  if (!found.length) return
  load().then(() => found.forEach(draw), () => {})
}
