/**
 * Lint rules of this repository: who may import whom, and a few manners no ready-made rule covers.
 */
import path from 'node:path'

/**
 * Who imports whom: the first row whose `room` matches the file decides.
 * `from` lists the rooms it may take from, `types` those it may only take types from, `packages` the npm packages.
 * A file may always import from its own folder and below.
 */
export const DIRECTIONS = [
  { room: /^src\//, from: [/^src\//], packages: ['uuid', 'eventemitter3'] },
  { room: /^platforms\/web\//, from: [/^src\//, /^platforms\/web\//], packages: ['idb-keyval'] },
  { room: /^platforms\/(auto|devices)\/(ports|detect)\.ts$/, from: [/^src\//, /^platforms\//], packages: [] },
  { room: /^platforms\/[^/]+\/script\.ts$/, from: [/^src\//, /^platforms\//, /^players\//], packages: [] },
  { room: /^platforms\/[^/]+\/index\.ts$/, from: [/^src\//, /^platforms\//, /^players\/html5\//], packages: [] },
  { room: /^platforms\//, from: [/^src\//, /^platforms\/web\//], packages: [] },
  { room: /^players\//, from: [/^src\//, /^players\//], packages: [] },
  { room: /^inspector\//, from: [/^inspector\//], types: [/^src\//], packages: [] },
  {
    room: /^dev\//,
    from: [/^dev\//, /^inspector\/ad-call\.ts$/, /^platforms\/web\/transport\.ts$/],
    types: [/^src\//],
    packages: [],
  },
  { room: /^tools\//, from: [/^tools\//], packages: 'any' },
  { room: /^demo-app\/packages\//, from: [/^demo-app\//, /^scripts\/lib\//], packages: 'any' },
  { room: /^demo-app\//, from: [/^demo-app\//], packages: 'any' },
]

const direction = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      room: '{{file}} may not import {{target}}: see DIRECTIONS in scripts/eslint/rooms.mjs.',
      typesOnly: '{{file}} may import only types from {{target}}.',
      package: '{{file}} may not import the package {{target}}.',
    },
  },
  create(context) {
    const file = relativeToRoot(context, context.filename)
    const row = DIRECTIONS.find(({ room }) => room.test(file))
    if (!row) return {}
    const check = (node, source, isType) => {
      if (typeof source?.value !== 'string') return
      const specifier = source.value
      if (!specifier.startsWith('.')) {
        const name = packageName(specifier)
        const allowed = row.packages === 'any' || row.packages.includes(name)
        if (!allowed) context.report({ node, messageId: 'package', data: { file, target: name } })
        return
      }
      const target = relativeToRoot(context, path.resolve(path.dirname(context.filename), specifier))
      if (target.startsWith(`${path.posix.dirname(file)}/`) || row.from.some((room) => room.test(target))) return
      const typesAllowed = row.types?.some((room) => room.test(target)) === true
      if (typesAllowed && isType) return
      context.report({ node, messageId: typesAllowed ? 'typesOnly' : 'room', data: { file, target } })
    }
    return {
      ImportDeclaration: (node) => check(node, node.source, node.importKind === 'type'),
      ExportNamedDeclaration: (node) => check(node, node.source, node.exportKind === 'type'),
      ExportAllDeclaration: (node) => check(node, node.source, node.exportKind === 'type'),
      ImportExpression: (node) => check(node, node.source, false),
      TSImportType: (node) => check(node, node.source ?? node.argument?.literal, true),
    }
  },
}

const kebabCaseFile = {
  meta: { type: 'suggestion', schema: [], messages: { name: '{{name}}: file names are kebab-case.' } },
  create: (context) => ({
    Program(node) {
      const name = path.basename(context.filename)
      if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)+$/.test(name))
        context.report({ node, messageId: 'name', data: { name } })
    },
  }),
}

function packageName(specifier) {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

function relativeToRoot(context, file) {
  return path.relative(context.cwd, file).split(path.sep).join('/')
}

export const rooms = {
  meta: { name: 'rooms' },
  rules: { direction, 'kebab-case-file': kebabCaseFile },
}
