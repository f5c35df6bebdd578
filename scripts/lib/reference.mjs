/** The tables of docs/reference.md, from the types in `src/api.ts`. */
import path from 'node:path'
import { ts } from './require.mjs'
import { root } from './tasks.mjs'

const API = path.join(root, 'src/api.ts')

/** Groups of options that have a name in the types. */
const GROUPS = ['KindEvents', 'Kind']

function openApi() {
  const program = ts.createProgram([API], {
    allowImportingTsExtensions: true,
    noEmit: true,
    lib: ['lib.es5.d.ts'],
    types: [],
  })
  const checker = program.getTypeChecker()
  const source = program.getSourceFile(API)
  const find = (name) => source.statements.find((statement) => statement.name?.text === name)
  return { checker, source, find }
}

/** Each option as `{ path, type, doc }`, in the order of the types. The names of kinds are `*`. */
export function readOptions() {
  const { checker, source, find } = openApi()
  const options = []

  const docOf = (member) =>
    ts
      .displayPartsToString(checker.getSymbolAtLocation(member.name).getDocumentationComment(checker))
      .replace(/\s+/g, ' ')

  function add(prefix, members, groupDoc) {
    for (const member of members) {
      const at = prefix + member.name.text
      const { type } = member
      const group = groupOf(type)
      if (group) add(`${at}.`, group, docOf(member))
      else if (isRecordOfKinds(type)) add(`${at}.*.`, groupOf(type.typeArguments[1]), docOf(member))
      else
        options.push({
          path: at,
          type: type.getText(source).replace(/\s+/g, ' '),
          doc: docOf(member) || groupDoc || '',
        })
    }
  }

  /** The members of a group of options; null where the type is an option's own. */
  function groupOf(type) {
    if (ts.isTypeLiteralNode(type))
      return type.members.every(({ name }) => name && !/^\d/.test(name.text)) ? type.members : null
    if (!ts.isTypeReferenceNode(type) || !GROUPS.includes(type.typeName.text)) return null
    const declaration = find(type.typeName.text)
    const inherited = (declaration.heritageClauses ?? []).flatMap(({ types }) =>
      types.flatMap(({ expression }) => [...find(expression.text).members]),
    )
    return [...inherited, ...declaration.members]
  }

  const isRecordOfKinds = (type) =>
    ts.isTypeReferenceNode(type) && type.typeName.text === 'Record' && groupOf(type.typeArguments[1]) !== null

  add('', find('TrackerOptions').members, '')
  return options
}

/** Each event of the tracker as `{ name, payload }`. */
export function readEvents() {
  const { source, find } = openApi()
  return [...find('TrackerEvents').members].map(({ name, type }) => ({
    name: name.text,
    payload: type.getText(source).replace(/\s+/g, ' '),
  }))
}

/** ms, s or events, by the name; nothing for what is no number. */
export function unitOf(option) {
  if (/Ms$/.test(option)) return 'ms'
  if (/Seconds$/.test(option)) return 's'
  return /maxEvents$/.test(option) ? 'events' : ''
}

/** The default of an option, by its path, out of the settings that the tracker makes of no options. */
export function formatDefault(value) {
  if (value === undefined || value === null) return 'none'
  if (typeof value === 'number') return value.toLocaleString('en-US')
  if (typeof value === 'object' && Object.keys(value).length === 0) return 'none'
  if (typeof value !== 'object') return `\`${JSON.stringify(value).replaceAll('"', "'")}\``
  const members = Object.entries(value).map(([key, member]) => `${key}: '${member}'`)
  return `\`{ ${members.join(', ')} }\``
}

const cell = (text) => text.replaceAll('|', '\\|')

export function formatTable(head, rows) {
  const line = (cells) => `| ${cells.map(cell).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
