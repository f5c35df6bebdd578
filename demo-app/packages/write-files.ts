/**
 * Files of a package into a folder.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Files } from './app-files.ts'

export function writeFiles(folder: string, files: Files): void {
  for (const [name, content] of files) {
    const file = path.join(folder, name)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, content)
  }
}
