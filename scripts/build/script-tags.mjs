/**
 * `dist/script-tags.html`: how a page loads each file from a CDN that serves npm packages, with the hash that this build gave it.
 */
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { scriptBuilds } from '../entries.mjs'
import { root } from '../lib/tasks.mjs'

const { name: library, version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
const lines = scriptBuilds.map(({ name }) => {
  const file = `dist/${name}.min.js`
  const hash = createHash('sha384')
    .update(readFileSync(path.join(root, file)))
    .digest('base64')
  return `<script src="https://cdn.jsdelivr.net/npm/${library}@${version}/${file}" integrity="sha384-${hash}" crossorigin="anonymous"></script>`
})
writeFileSync(path.join(root, 'dist/script-tags.html'), `${lines.join('\n')}\n`)
