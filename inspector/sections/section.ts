/**
 * What the panel draws: plain data, made anew for each refresh.
 */

/** `good` and `bad` are coloured; `quiet` steps back; `code` is small and monospaced. */
export type Tone = 'good' | 'warn' | 'bad' | 'quiet' | 'code'

export interface Line {
  /** Left column; without it the text takes the whole width. */
  label?: string
  text: string
  tone?: Tone
  /** Draws these intervals over `[0, total]` below the text. */
  bar?: { spans: readonly (readonly [number, number])[]; total: number }
}

export interface Section {
  title: string
  lines: Line[]
}
