// The page's own words, so that no sentence stands in the script.
const given = document.getElementById('words')

export function word(name, values = {}) {
  const text = (given && given.dataset[name]) || ''
  return text.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? '')
}

export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(name, '')
    else if (value !== false && value != null) node.setAttribute(name, value)
  }
  node.append(...children)
  return node
}

export function kept(action) {
  // Storage may be switched off; then nothing is kept and nothing breaks.
  try { return action(window.localStorage) } catch { return null }
}
