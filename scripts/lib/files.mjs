/** Finding files below the root, as paths relative to it with forward slashes. */
import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { root } from './tasks.mjs'

const NEVER = new Set(['node_modules', '.git', '.cache', 'coverage', 'output'])

/** Every file below `folders` whose relative path passes `test`. `dist` below a folder is left out unless it is the folder itself. */
export function listFiles(folders, test = () => true) {
  const found = []
  const visit = (relative) => {
    for (const entry of readdirSync(path.join(root, relative), { withFileTypes: true })) {
      const child = `${relative}/${entry.name}`
      if (entry.isDirectory()) {
        if (!NEVER.has(entry.name) && entry.name !== 'dist' && !entry.name.startsWith('.test-build-')) visit(child)
      } else if (test(child)) found.push(child)
    }
  }
  for (const folder of folders) if (existsSync(path.join(root, folder))) visit(folder)
  return found.sort()
}
