/**
 * What the panel draws: plain data, made anew for each refresh.
 */

/** `good` and `bad` are coloured; `quiet` steps back; `fresh` stands out; `code` is small and monospaced. */
export type Tone = 'good' | 'warn' | 'bad' | 'quiet' | 'fresh' | 'code'

export interface Line {
  /** Left column; without it the text takes the whole width. */
  label?: string
  text: string
  tone?: Tone
  /** Draws these intervals over `[0, total]` below the text; `heights` (0 to 1) makes columns of them. */
  bar?: { spans: readonly (readonly [number, number])[]; total: number; heights?: readonly number[] }
}

export interface Section {
  title: string
  lines: Line[]
}
