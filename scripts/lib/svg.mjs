/**
 * The few SVG elements that the drawings of the docs are made of.
 */

export const round = (value) => Math.round(value * 10) / 10

export const text = (x, y, words, { kind = 'muted', anchor = 'start' } = {}) =>
  `<text class="${kind}" x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${words}</text>`

export const line = (kind, x1, y1, x2, y2) =>
  `<line class="${kind}" x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}"/>`

export const rect = (kind, x, y, width, height) =>
  `<rect class="${kind}" x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}"/>`

/** A sheet of paper with a title, which is also what a screen reader says. */
export function drawing({ width, height, title, note, description, style, parts }) {
  const sheet = [
    `<rect class="paper" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>`,
    text(24, 38, title, { kind: 'ink title' }),
    text(24, 62, note),
    ...parts,
  ]
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title note">
<title id="title">${title}</title>
<desc id="note">${note} ${description}</desc>
<style>${style}
</style>
${sheet.join('\n')}
</svg>
`
}
