/** Describes what module entries export, from their built declarations. */
import path from 'node:path'
import { ts } from './require.mjs'
import { compiledPath } from '../entries.mjs'
import { root } from './tasks.mjs'
import { CONSUMER_OPTIONS } from './types.mjs'

const printer = ts.createPrinter({ removeComments: true, newLine: ts.NewLineKind.LineFeed })

/** `entries` maps export paths to sources. Each declaration is printed once, under the first entry that exports it. */
export function describeApi(entries) {
  const files = Object.values(entries).map((source) => path.join(root, compiledPath(source).replace(/\.js$/, '.d.ts')))
  const program = ts.createProgram(files, CONSUMER_OPTIONS)
  const checker = program.getTypeChecker()
  /** Symbol to the export path under which it was printed. */
  const printed = new Map()
  const undocumented = []
  const sections = Object.keys(entries).map((entry, index) => {
    const source = program.getSourceFile(files[index])
    const title = `## ctv-tracker${entry.slice(1)}`
    const module = source && checker.getSymbolAtLocation(source)
    if (!module) throw new Error(`${path.relative(root, files[index])} is not built, or exports nothing`)
    return `${title}\n\n${describeModule(entry, module)}`
  })
  const text = `# API report\n\nMade by \`npm run api\` from the built declarations. A change here is a change of the API.\n\n${sections.join('\n')}`
  return { text, undocumented }

  function describeModule(entry, module) {
    const symbols = checker
      .getExportsOfModule(module)
      .map((symbol) => ({
        name: symbol.name,
        target: symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol,
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
    const declared = []
    const elsewhere = new Map()
    for (const { name, target } of symbols) {
      const first = printed.get(target)
      if (first !== undefined) {
        elsewhere.set(first, [...(elsewhere.get(first) ?? []), name])
        continue
      }
      printed.set(target, entry)
      if (ts.displayPartsToString(target.getDocumentationComment(checker)) === '' && needsSentence(target)) {
        undocumented.push(`ctv-tracker${entry.slice(1)}: ${name}`)
      }
      for (const declaration of target.declarations ?? []) declared.push(printDeclaration(declaration))
    }
    const hidden = findHidden(symbols.map(({ target }) => target))
    const parts = []
    if (declared.length > 0) parts.push(`\`\`\`ts ignore\n${declared.join('\n')}\n\`\`\`\n`)
    for (const [first, names] of elsewhere)
      parts.push(`The same as in \`ctv-tracker${first.slice(1)}\`: ${names.map((name) => `\`${name}\``).join(', ')}.\n`)
    if (hidden.length > 0)
      parts.push(`Named by these, but not exported here: ${hidden.map((name) => `\`${name}\``).join(', ')}.\n`)
    return parts.join('\n')
  }

  /** Types of the package that a declaration names although the entry does not export them. */
  function findHidden(targets) {
    const exported = new Set(targets)
    const hidden = new Set()
    const visit = (node) => {
      if (ts.isTypeReferenceNode(node) || ts.isExpressionWithTypeArguments(node)) {
        const named = checker.getSymbolAtLocation(ts.isTypeReferenceNode(node) ? node.typeName : node.expression)
        const target = named && named.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(named) : named
        const declaration = target?.declarations?.[0]
        const isOurs = declaration?.getSourceFile().fileName.includes('/dist/esm/') === true
        if (isOurs && !exported.has(target) && !ts.isTypeParameterDeclaration(declaration)) hidden.add(target.name)
      }
      ts.forEachChild(node, visit)
    }
    for (const target of targets) for (const declaration of target.declarations ?? []) visit(declaration)
    return [...hidden].sort()
  }
}

/** A type of one line explains itself; functions and interfaces do not. */
function needsSentence(symbol) {
  return (symbol.flags & (ts.SymbolFlags.Function | ts.SymbolFlags.Variable | ts.SymbolFlags.Class)) !== 0
}

function printDeclaration(declaration) {
  const statement = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration
  return printer
    .printNode(ts.EmitHint.Unspecified, statement, declaration.getSourceFile())
    .replace(/^export (declare )?/, 'export ')
    .replace(/^declare /, 'export ')
}
