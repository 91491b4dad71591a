// Menus close when one goes elsewhere; long parts are folded on phones; `/` goes to the search box.
const phone = window.matchMedia('(max-width: 767.98px)')

export function dressFolds(root) {
  if (!phone.matches) return
  root.querySelectorAll('details[data-fold]').forEach((part) => {
    const asked = location.hash && part.querySelector(`:scope ${CSS.escape ? `#${CSS.escape(location.hash.slice(1))}` : 'x'}`)
    if (!asked && `#${part.id}` !== location.hash) part.open = false
    part.dataset.folded = '' // until now the style has kept its inside back, so that nothing jumps
  })
}

function foldMenu() {
  const html = document.documentElement
  if (phone.matches) {
    html.classList.toggle('menu-open')
    return
  }
  const folded = html.classList.toggle('menu-folded')
  document.cookie = `menu=${folded ? 'folded' : 'open'};path=/;max-age=31536000;samesite=lax`
}

function showState() {
  const html = document.documentElement
  const open = phone.matches ? html.classList.contains('menu-open') : !html.classList.contains('menu-folded')
  document.querySelectorAll('[data-menu-toggle]').forEach((button) => button.setAttribute('aria-expanded', String(open)))
}

export function wireMenus() {
  document.querySelectorAll('[data-menu-toggle]').forEach((button) => {
    button.setAttribute('role', 'button')
    button.addEventListener('click', (event) => {
      event.preventDefault()
      foldMenu()
      showState()
    })
  })
  showState()
  document.addEventListener('click', (event) => {
    document.querySelectorAll('details.menu[open], details.definition[open]').forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false
    })
  })
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      document.querySelectorAll('details.menu[open], details.definition[open]').forEach((menu) => {
        menu.open = false
        menu.querySelector('summary').focus()
      })
      if (document.documentElement.classList.contains('menu-open')) { foldMenu(); showState() }
    }
    if (event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && !event.target.closest('input, textarea, select, [contenteditable]')) {
      const box = document.querySelector('[data-search-box]')
      if (box) { event.preventDefault(); box.focus(); box.select() }
    }
  })
}
