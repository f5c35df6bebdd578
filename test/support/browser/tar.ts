/** Reads the plain files of a tar archive (ustar names up to 255 characters; links and devices are skipped). */
export interface TarFile {
  path: string
  content: Buffer
}

const BLOCK_BYTES = 512

export function* readTar(archive: Buffer): Generator<TarFile> {
  let offset = 0
  while (offset + BLOCK_BYTES <= archive.length) {
    const header = archive.subarray(offset, offset + BLOCK_BYTES)
    const name = text(header, 0, 100)
    if (name === '') return
    const prefix = text(header, 257, 5) === 'ustar' ? text(header, 345, 155) : ''
    const path = prefix ? `${prefix}/${name}` : name
    const sizeBytes = parseInt(text(header, 124, 12), 8) || 0
    const kind = text(header, 156, 1)
    offset += BLOCK_BYTES
    if (kind === '0' || kind === '') {
      if (path.split('/').includes('..') || path.startsWith('/'))
        throw new Error(`archive entry leaves its folder: ${path}`)
      yield { path, content: archive.subarray(offset, offset + sizeBytes) }
    }
    offset += Math.ceil(sizeBytes / BLOCK_BYTES) * BLOCK_BYTES
  }
}

function text(block: Buffer, start: number, length: number): string {
  const field = block.subarray(start, start + length)
  const end = field.indexOf(0)
  return field.toString('utf8', 0, end < 0 ? length : end).trim()
}
