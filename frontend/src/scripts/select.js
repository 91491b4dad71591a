import TomSelect from 'tom-select/base'
import removeButton from 'tom-select/dist/esm/plugins/remove_button/plugin.js'

TomSelect.define('remove_button', removeButton)

window.gongjianSelect = (select, nothing) => {
  if (select.tomselect) return
  const made = new TomSelect(select, {
    maxOptions: 200,
    allowEmptyOption: true,
    closeAfterSelect: !select.multiple,
    refreshThrottle: 0, // nothing is fetched: what is typed is found at once
    plugins: select.multiple ? { remove_button: { title: '×' } } : {},
    render: {
      no_results: () => {
        const line = document.createElement('div')
        line.className = 'no-results'
        line.textContent = nothing
        return line
      },
    },
  })
  // Where one thing is chosen, Tom Select refuses what is pasted; here it finds as typing does.
  made.control_input.addEventListener('paste', (event) => event.stopImmediatePropagation(), { capture: true })
  const help = select.getAttribute('aria-describedby')
  if (help) made.control_input.setAttribute('aria-describedby', help)
}
