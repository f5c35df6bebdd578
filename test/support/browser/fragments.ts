/**
 * Takes a fragmented MP4 apart, so that one file can be served as the segments of HLS and DASH.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export interface Film {
  name: string
  /** As a playlist names it, e.g. `avc1.42c00c`. */
  codec: string
  init: Buffer
  /** One second each. */
  segments: Buffer[]
}

/** A film of `test/fixtures/media`. */
export function readFilm(name: 'movie' | 'ad'): Film {
  const file = readFileSync(fileURLToPath(new URL(`../../fixtures/media/${name}.mp4`, import.meta.url)))
  const boxes = readBoxes(file)
  const first = boxes.findIndex(({ type }) => type === 'moof')
  const init = file.subarray(0, boxes[first]!.from)
  const segments = boxes.flatMap(({ type, from }, i) =>
    type === 'moof' ? [file.subarray(from, boxes[i + 1]!.to)] : [],
  )
  const profile = init.indexOf('avcC') + 5
  return { name, codec: `avc1.${init.toString('hex', profile, profile + 3)}`, init, segments }
}

function readBoxes(file: Buffer): { type: string; from: number; to: number }[] {
  const boxes = []
  for (let from = 0; from < file.length;) {
    const to = from + file.readUInt32BE(from)
    boxes.push({ type: file.toString('latin1', from + 4, from + 8), from, to })
    from = to
  }
  return boxes
}
