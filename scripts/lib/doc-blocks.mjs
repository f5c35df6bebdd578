/**
 * Finds the TypeScript examples of a Markdown page.
 *
 * A block fenced as `ts` or `tsx` is a module of its own. `ts continues` goes on where the block before it
 * stopped and sees its names. `ts ignore` is not checked.
 */

/**
 * Each `{ line, code, language }`: the line of the first row of code, from 1. Continued blocks are joined by blank lines, so that line
 * numbers stay right.
 */
export function findExamples(markdown) {
  const rows = markdown.split('\n')
  const examples = []
  let open = null
  rows.forEach((row, index) => {
    const fence = /^(\s*)(```+|~~~+)\s*(.*)$/.exec(row)
    if (open) {
      if (fence && fence[2].startsWith(open.marker) && fence[3] === '') {
        if (open.keep) finish(open, index)
        open = null
      } else open.rows.push(row.startsWith(open.indent) ? row.slice(open.indent.length) : row.trimStart())
      return
    }
    if (!fence) return
    const [language = '', ...flags] = fence[3].trim().split(/\s+/)
    const isTypeScript = ['ts', 'tsx', 'typescript'].includes(language)
    open = {
      indent: fence[1],
      marker: fence[2],
      firstRow: index + 1,
      rows: [],
      keep: isTypeScript && !flags.includes('ignore'),
      continues: flags.includes('continues'),
      language,
    }
  })
  return examples.map(({ line, rows: code, language }) => ({ line, code: code.join('\n'), language }))

  function finish(block) {
    const previous = examples.at(-1)
    if (!block.continues || !previous) {
      examples.push({ line: block.firstRow + 1, rows: block.rows, language: block.language })
      return
    }
    while (previous.line - 1 + previous.rows.length < block.firstRow) previous.rows.push('')
    previous.rows.push(...block.rows)
  }
}
