// What every page loads. Each module dresses the elements it finds, at first and in every part that HTMX brings in.
import htmx from 'htmx.org'
import { dressCharts } from './pictures.js'
import { dressConfirm } from './confirm.js'
import { dressCopies } from './copies.js'
import { dressCounters } from './counters.js'
import { dressDrafts } from './drafts.js'
import { dressFolds, wireMenus } from './folds.js'
import { dressPrinting } from './printing.js'
import { dressSelects } from './choices.js'
import { dressBulk, wireSending } from './sending.js'
import { dressToasts, wireHtmx } from './toasts.js'
import { dressUploads } from './uploads.js'

window.htmx = htmx

const dressers = [dressFolds, dressConfirm, dressDrafts, dressCopies, dressCounters, dressUploads, dressSelects, dressBulk, dressCharts, dressPrinting, dressToasts]
const dress = (root) => dressers.forEach((one) => one(root))

dress(document)
wireMenus()
wireSending()
wireHtmx()
htmx.onLoad((part) => { if (part !== document.body) dress(part) })

const summary = document.querySelector('[data-error-summary]')
if (summary) summary.focus()
