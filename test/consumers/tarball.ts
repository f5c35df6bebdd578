/** The packages as `npm publish` would send them, and how an install lays them out. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { readTar } from '../support/browser/tar.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

export interface Tarball {
  bytes: number
  /** Puts the package into `node_modules` of a folder, as npm does; what lay there is gone. */
  installIn(folder: string): void
}

/** Of the tracker, or of a workspace beside it. */
export function pack(workspace?: string): Tarball {
  const folder = mkdtempSync(join(tmpdir(), 'ctv-tracker-tarball-'))
  try {
    const output = execFileSync(
      'npm',
      ['pack', '--json', '--pack-destination', folder, ...(workspace ? ['--workspace', workspace] : [])],
      {
        cwd: root,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    const [{ name, filename }] = JSON.parse(output) as [{ name: string; filename: string }]
    const packed = readFileSync(join(folder, filename))
    const files = [...readTar(gunzipSync(packed))]
    return {
      bytes: packed.length,
      installIn(target) {
        const home = join(target, 'node_modules', name)
        rmSync(home, { recursive: true, force: true })
        for (const { path, content } of files) {
          const file = join(home, path.replace(/^package\//, ''))
          mkdirSync(dirname(file), { recursive: true })
          writeFileSync(file, content)
        }
      },
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
