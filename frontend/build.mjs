// Builds the static parts into the package: `npm ci && node build.mjs` (`--watch` builds again on every change).
import { brotliCompressSync } from 'node:zlib'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { watch } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { compile } from 'sass'

const here = dirname(fileURLToPath(import.meta.url))
const out = process.env.GONGJIAN_DIST || join(here, '../src/gongjian/web/static/web/dist')
const FIRST_PAGE_LIMIT = 250 * 1024 // bytes over the wire: style, script and icons of a page without charts
const TARGET = ['chrome100', 'firefox100', 'safari15.4', 'edge100']

async function styles() {
  const made = compile(join(here, 'src/styles/app.scss'), { loadPaths: [join(here, 'node_modules')], style: 'compressed', quietDeps: true })
  const result = await build({ stdin: { contents: made.css, loader: 'css' }, minify: true, write: false, target: TARGET, logLevel: 'error' })
  await writeFile(join(out, 'app.css'), result.outputFiles[0].contents)
}

async function scripts() {
  const one = (name) => build({
    entryPoints: [join(here, `src/scripts/${name}.js`)], outfile: join(out, `${name}.js`), bundle: true, minify: true,
    format: 'iife', target: TARGET, legalComments: 'linked', logLevel: 'error', define: { 'process.env.NODE_ENV': '"production"' },
  })
  await Promise.all(['app', 'charts', 'select'].map(one))
}

// One sprite of the icons named in icons.json, and the mark of the house for the browser's tab.
async function icons() {
  const names = JSON.parse(await readFile(join(here, 'icons.json'), 'utf8'))
  const symbols = await Promise.all(Object.entries(names).map(async ([name, source]) => {
    const svg = await readFile(join(here, `node_modules/@tabler/icons/icons/outline/${source}.svg`), 'utf8')
    const inside = svg.replace(/<!--[\s\S]*?-->/g, '').replace(/^[\s\S]*?<svg[^>]*>/, '').replace('</svg>', '').replace(/<path stroke="none"[^>]*>/, '').replace(/\s*\n\s*/g, '')
    return `<symbol id="${name}" viewBox="0 0 24 24">${inside}</symbol>`
  }))
  await writeFile(join(out, 'icons.svg'), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>`)
  const mark = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#7a1f2b"/><path d="M8 11h16M8 20h16M13 6v14M19 6v14M13 20l-4 6M19 20l4 6" stroke="#fff" stroke-width="2.4" stroke-linecap="round" fill="none"/></svg>'
  await writeFile(join(out, 'icon.svg'), mark)
}

async function all() {
  const begun = Date.now()
  await mkdir(out, { recursive: true })
  await Promise.all([styles(), scripts(), icons()])
  let first = 0
  for (const name of ['app.css', 'app.js', 'icons.svg', 'charts.js', 'select.js']) {
    const size = brotliCompressSync(await readFile(join(out, name))).length
    if (!['charts.js', 'select.js'].includes(name)) first += size
    console.log(`${name.padEnd(10)} ${(size / 1024).toFixed(1).padStart(7)} KB (brotli)`)
  }
  console.log(`built in ${Date.now() - begun} ms; a first page takes ${(first / 1024).toFixed(1)} KB`)
  if (first > FIRST_PAGE_LIMIT) throw new Error(`the first page is heavier than ${FIRST_PAGE_LIMIT / 1024} KB`)
}

await rm(out, { recursive: true, force: true })
await all()
if (process.argv.includes('--watch')) {
  let timer
  watch(join(here, 'src'), { recursive: true }, () => {
    clearTimeout(timer)
    timer = setTimeout(() => all().catch((error) => console.error(error.message)), 80)
  })
}
