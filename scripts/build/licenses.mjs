/**
 * `dist/licenses.txt`: the licences of the packages that the builds contain.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { containedPackages } from '../entries.mjs'
import { root } from '../lib/tasks.mjs'

const parts = containedPackages.map((name) => {
  const folder = path.join(root, 'node_modules', name)
  const { version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'))
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry))
  return `${name} ${version} (${license})\n\n${readFileSync(path.join(folder, file), 'utf8').trim()}\n`
})

mkdirSync(path.join(root, 'dist'), { recursive: true })
writeFileSync(path.join(root, 'dist/licenses.txt'), parts.join(`\n${'-'.repeat(72)}\n\n`))
