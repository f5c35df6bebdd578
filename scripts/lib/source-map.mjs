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

/** Bytes by source, largest first; `null` is what no source explains. */
export function attributeBytes(code, map) {
  const bytes = new Map()
  const add = (source, text) => bytes.set(source, (bytes.get(source) ?? 0) + Buffer.byteLength(text))
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
  return [...bytes].filter(([, count]) => count > 0).sort(([, a], [, b]) => b - a)
}
