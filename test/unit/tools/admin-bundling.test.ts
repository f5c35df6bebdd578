/**
 * `ctv-tracker-tools/admin` holds secret keys: bundling it for a browser fails, with a name that says why.
 */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { nodeResolve } from '@rollup/plugin-node-resolve'
import { build } from 'esbuild'
import { rollup } from 'rollup'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const program = "import { segmentOverrides } from 'ctv-tracker-tools/admin'\nconsole.log(segmentOverrides)\n"
const reason = /admin-holds-secret-keys-and-must-stay-on-a-server/

describe('bundling ctv-tracker-tools/admin for a browser', () => {
  it.each([['esm'], ['iife']] as const)('fails with esbuild (%s)', async (format) => {
    const bundling = build({
      stdin: { contents: program, resolveDir: root },
      bundle: true,
      platform: 'browser',
      format,
      write: false,
      logLevel: 'silent',
    })
    await expect(bundling).rejects.toThrow(reason)
  })

  it('fails with rollup', async () => {
    const entry = {
      name: 'entry',
      resolveId: (id: string) => (id === 'entry' ? `${root}entry.js` : null),
      load: (id: string) => (id === `${root}entry.js` ? program : null),
    }
    const bundling = rollup({
      input: 'entry',
      plugins: [entry, nodeResolve({ browser: true })],
      onwarn: () => undefined,
    })
    await expect(bundling).rejects.toThrow(reason)
  })

  it('does so through an import that leads nowhere on purpose', () => {
    expect(
      existsSync(`${root}tools/admin/ctv-tracker-tools-admin-holds-secret-keys-and-must-stay-on-a-server.js`),
    ).toBe(false)
  })
})

describe('bundling for Node', () => {
  it('never meets the browser condition', async () => {
    const { metafile } = await build({
      stdin: { contents: program, resolveDir: root },
      bundle: true,
      platform: 'node',
      format: 'esm',
      write: false,
      metafile: true,
      logLevel: 'silent',
      alias: { 'ctv-tracker-tools/admin': `${root}tools/admin/index.ts` },
    })
    expect(Object.keys(metafile.inputs)).toContain('tools/admin/http.ts')
  })
})
