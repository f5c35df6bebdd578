/** Reads a source map: how many bytes of the output came from which source. */
import { decode } from '@jridgewell/sourcemap-codec'

/** The output in pieces, in order: `[source, text]`, source `null` where no source explains the text. */
export function splitBySource(code, map) {
  const lines = code.split(/(?<=\n)/)
  return decode(map.mappings)
    .flatMap((segments, row) =>
      [[0], ...segments].map(([column, source], index, all) => [
        map.sources[source] ?? null,
        (lines[row] ?? '').slice(column, all[index + 1]?.[0]),
      ]),
    )
    .filter(([, text]) => text !== '')
}

/**
 * `{ source, rawBytes, gzipBytes }`, largest first. A module's share of the compressed size is what
 * leaving it out would save, so the shares add up to less than the whole.
 */
export function weighSources(code, map, gzipBytes) {
  const pieces = splitBySource(code, map)
  const whole = gzipBytes(code)
  return [...new Set(pieces.map(([source]) => source))]
    .map((source) => {
      const own = pieces.filter((piece) => piece[0] === source)
      const rest = pieces.filter((piece) => piece[0] !== source)
      const join = (list) => list.map(([, text]) => text).join('')
      return { source, rawBytes: Buffer.byteLength(join(own)), gzipBytes: whole - gzipBytes(join(rest)) }
    })
    .sort((a, b) => b.gzipBytes - a.gzipBytes)
}
