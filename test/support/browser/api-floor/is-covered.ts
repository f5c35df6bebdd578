/** Is this path, or what it lies in, among those that are taken away? `Promise` covers `Promise.all()`. */
export function isCovered(lacks: ReadonlySet<string>, path: string): boolean {
  const names = path.replace('()', '').split('.')
  return names.some((_name, index) => lacks.has(names.slice(0, index + 1).join('.')))
}
