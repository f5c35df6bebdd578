/**
 * What is committed must work on any machine: no registry host, no path of somebody's computer,
 * and lockfiles from which `npm ci` can install on every platform.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { report } from './lib/report.mjs'
import { root } from './lib/tasks.mjs'

const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' })
const files = git('ls-files', '-z').split('\0').filter(Boolean)
const problems = []

/** Folders in which people and build servers keep their checkouts, and this one. */
const MACHINE_PATH =
  /(?<![\w.~/-])\/(?:home|root|Users|work|workspace|builds|var\/folders)\/[\w.-]+|\b[A-Z]:\\\\?Users\b/
const REGISTRY = /"resolved":\s*"https?:|\bregistry\.(?:npmjs\.org|yarnpkg\.com)|\bnpm\.pkg\.github\.com|\b_authToken\b/
const SELF = 'scripts/check-tree.mjs'

for (const file of files) {
  if (file === SELF) continue
  const absolute = path.join(root, file)
  const stats = statSync(absolute, { throwIfNoEntry: false })
  if (!stats?.isFile() || stats.size > 2_000_000) continue
  const bytes = readFileSync(absolute)
  if (bytes.includes(0)) continue
  bytes
    .toString('utf8')
    .split('\n')
    .forEach((line, index) => {
      const machine = MACHINE_PATH.exec(line)?.[0] ?? (line.includes(root.replace(/\/$/, '')) ? root : null)
      if (machine) problems.push(`${file}:${index + 1}: names a path of one machine: ${machine}`)
      const registry = REGISTRY.exec(line)?.[0]
      if (registry) problems.push(`${file}:${index + 1}: names a registry: ${registry}`)
    })
}

for (const file of files.filter((name) => path.basename(name) === 'package-lock.json')) {
  const { packages } = JSON.parse(readFileSync(path.join(root, file), 'utf8'))
  for (const [home, { optionalDependencies = {} }] of Object.entries(packages)) {
    for (const name of Object.keys(optionalDependencies)) {
      if (!isLocked(packages, home, name))
        problems.push(`${file}: ${home} wants ${name}, which is not locked: npm ci refuses the file`)
    }
  }
}

/** As Node looks for it: below the package itself, then below each folder above. */
function isLocked(packages, home, name) {
  for (let folder = home; ; folder = folder.slice(0, folder.lastIndexOf('/node_modules/'))) {
    if (`${folder === '' ? '' : `${folder}/`}node_modules/${name}` in packages) return true
    if (!folder.includes('/node_modules/')) return `node_modules/${name}` in packages
  }
}

report(problems, `${files.length} files name no registry and no machine`)
