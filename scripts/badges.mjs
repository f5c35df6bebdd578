/**
 * `docs/images/badge-*.svg`, the badges of the readme, from package.json and the build. `--write` brings them up to date;
 * without it a badge that is wrong is a failure. A size may be a kilobyte off, so that not every change makes a new badge.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { report } from './lib/report.mjs'
import { root } from './lib/tasks.mjs'

const { version, license } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
const kilobytes = Math.round(
  gzipSync(readFileSync(path.join(root, 'dist/ctv-tracker.webos.min.js')), { level: 9 }).length / 1000,
)

const badges = {
  version: ['version', version],
  size: ['one platform, gzip', `${kilobytes} kB`],
  syntax: ['syntax and library', 'ES5'],
  license: ['licence', license],
}

/** About what a letter of 11 px takes. */
const widthOf = (text) => Math.round(text.length * 6.4 + 12)

function draw([label, value]) {
  const left = widthOf(label)
  const width = left + widthOf(value)
  const write = (text, x) => `<text x="${x}" y="14" text-anchor="middle">${text}</text>`
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="20" role="img" aria-label="${label}: ${value}">
  <rect width="${width}" height="20" rx="3" fill="#0b6e63"/>
  <path d="M3 0h${left - 3}v20H3a3 3 0 0 1-3-3V3a3 3 0 0 1 3-3z" fill="#39424f"/>
  <g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">
    ${write(label, left / 2)}
    ${write(value, (left + width) / 2)}
  </g>
</svg>
`
}

/** The same picture but for a kilobyte. */
function isNear(kept, drawn) {
  const number = (svg) => Number(/: (\d+) kB/.exec(svg)?.[1] ?? 0)
  return number(drawn) === 0 ? kept === drawn : Math.abs(number(kept) - number(drawn)) <= 1
}

const problems = []
for (const [name, badge] of Object.entries(badges)) {
  const file = path.join(root, `docs/images/badge-${name}.svg`)
  if (process.argv.includes('--write')) writeFileSync(file, draw(badge))
  else if (!existsSync(file) || !isNear(readFileSync(file, 'utf8'), draw(badge)))
    problems.push(`docs/images/badge-${name}.svg is not that of this build (${badge.join(' ')}): \`npm run badges\``)
}
report(problems, `${Object.keys(badges).length} badges are those of this build`)
