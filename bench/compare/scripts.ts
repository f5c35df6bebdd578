/** The script an app ships for each peer, as it is loaded into the page and as it is weighed. */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build, transform } from 'esbuild'
import type { Peer } from './peers.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const PEERS = fileURLToPath(new URL('../peers/', import.meta.url))

export interface Weight {
  minBytes: number
  gzipBytes: number
}

/** Minified. */
export async function loadScript({ script }: Peer): Promise<string> {
  if ('file' in script) {
    const text = await readFile(`${ROOT}${script.file}`, 'utf8')
    return script.file.startsWith('bench/compare/') ? (await transform(text, { minify: true })).code : text
  }
  const { outputFiles } = await build({
    stdin: { contents: script.imports, resolveDir: PEERS },
    bundle: true,
    minify: true,
    format: 'iife',
    globalName: script.globalName,
    target: 'es2019',
    legalComments: 'none',
    write: false,
    logLevel: 'silent',
  })
  return outputFiles[0]!.text
}

/** FakeTimers, which no peer needs. */
export async function loadClock(): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: "export { install } from '@sinonjs/fake-timers'", resolveDir: PEERS },
    bundle: true,
    format: 'iife',
    globalName: 'FakeTimers',
    define: { global: 'globalThis' },
    // Asked for on Node only.
    external: ['util', 'timers', 'timers/promises'],
    write: false,
    logLevel: 'silent',
  })
  return outputFiles[0]!.text
}

/** Without a link to a source map, which no device loads. */
export function weigh(text: string): Weight {
  const bare = Buffer.from(text.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, ''))
  return { minBytes: bare.length, gzipBytes: gzipSync(bare, { level: 9 }).length }
}
