/** Reads a source map: how many bytes of the output came from which source. */

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** The numbers of one segment: base 64, five bits a digit, the sixth says that more follow, the first bit is the sign. */
export function decodeSegment(segment) {
  const numbers = []
  let value = 0
  let shift = 0
  for (const digit of segment) {
    const bits = DIGITS.indexOf(digit)
    value += (bits & 31) * 2 ** shift
    if (bits & 32) {
      shift += 5
      continue
    }
    numbers.push(value % 2 === 1 ? -(value - 1) / 2 : value / 2)
    value = 0
    shift = 0
  }
  return numbers
}

/** The output in pieces, in order: `[source, text]`, source `null` where no source explains the text. */
export function splitBySource(code, map) {
  const pieces = []
  const add = (source, text) => {
    if (text !== '') pieces.push([source, text])
  }
  const lines = code.split('\n')
  let sourceIndex = 0
  map.mappings.split(';').forEach((mappings, lineIndex) => {
    const line = `${lines[lineIndex] ?? ''}${lineIndex < lines.length - 1 ? '\n' : ''}`
    let column = 0
    let source = null
    for (const segment of mappings === '' ? [] : mappings.split(',')) {
      const [columnDelta, sourceDelta] = decodeSegment(segment)
      add(source, line.slice(column, column + columnDelta))
      column += columnDelta
      if (sourceDelta === undefined) source = null
      else {
        sourceIndex += sourceDelta
        source = map.sources[sourceIndex]
      }
    }
    add(source, line.slice(column))
  })
  return pieces
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
