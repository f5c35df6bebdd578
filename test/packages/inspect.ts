/**
 * What can be said of a package without running it.
 */
import { findNewSyntax } from '../../scripts/lib/es5.mjs'
import type { Page } from '../support/browser/page.ts'
import type { Unpacked } from './pack.ts'

const text = (files: Unpacked, name: string): string => files.get(name)?.toString('utf8') ?? ''

/** Everything the start page and the style name, as they name it. */
export function findReferences(files: Unpacked, startPage: string): string[] {
  const page = text(files, startPage)
  const ofPage = [...page.matchAll(/\s(?:src|href)="([^"]+)"/g)].map((match) => match[1]!)
  const ofStyle = [...text(files, 'app.css').matchAll(/url\('([^']+)'\)/g)].map((match) => match[1]!)
  return [...ofPage, ...ofStyle]
}

/** References that no file of the package answers: missing ones, absolute ones, those of other hosts. */
export function findDeadReferences(files: Unpacked, startPage: string): string[] {
  return findReferences(files, startPage).filter((reference) => !files.has(reference))
}

/** What of the scripts an ES5 engine could not read. */
export function findNewerScripts(files: Unpacked, startPage: string): string[] {
  const inline = [...text(files, startPage).matchAll(/<script(?![^>]*\ssrc=)[^>]*>([^]*?)<\/script>/g)].map(
    (match) => match[1]!,
  )
  const scripts: [string, string][] = [
    ...[...files.keys()]
      .filter((name) => name.endsWith('.js'))
      .map((name): [string, string] => [name, text(files, name)]),
    // As HTML does, and as XML does once it has read the section.
    ...inline.map((code, i): [string, string] => [`script ${i} of ${startPage}`, code]),
  ]
  return scripts
    .map(([name, code]) => [name, findNewSyntax(code)])
    .filter(([, newer]) => newer)
    .map((found) => found.join(': '))
}

/** Width and height as the file's own header says. */
export function readPngSize(file: Buffer | undefined): [number, number] {
  if (!file || file.toString('latin1', 1, 4) !== 'PNG' || file.toString('latin1', 12, 16) !== 'IHDR')
    throw new Error('no PNG')
  return [file.readUInt32BE(16), file.readUInt32BE(20)]
}

/** What the start page tells the app. */
export function readConfig(files: Unpacked, startPage: string): Record<string, unknown> {
  const found = /var kestrelTv = (\{.*\})/.exec(text(files, startPage))
  if (!found) throw new Error('no configuration in the page')
  return JSON.parse(found[1]!) as Record<string, unknown>
}

/** An element of XML: attributes under their names as written. */
export interface XmlElement {
  name: string
  attributes: Record<string, string>
  text: string
  children: XmlElement[]
}

/** Read by a browser's strict parser; throws with its words for what is not well-formed. */
export async function parseXml(page: Page, source: Buffer | undefined): Promise<XmlElement> {
  const result = await page.evaluate<XmlElement | string, [string]>(
    (given) => {
      const parsed = new DOMParser().parseFromString(given, 'application/xml')
      const trouble = parsed.querySelector('parsererror')
      if (trouble) return trouble.textContent || 'not well-formed'
      const convert = (element: Element): XmlElement => {
        const attributes: Record<string, string> = {}
        Array.from(element.attributes).forEach((attribute) => {
          attributes[attribute.name] = attribute.value
        })
        const children = Array.from(element.children).map(convert)
        return { name: element.nodeName, attributes, text: children.length ? '' : element.textContent || '', children }
      }
      return convert(parsed.documentElement)
    },
    source?.toString('utf8') ?? '',
  )
  if (typeof result === 'string') throw new Error(result)
  return result
}

/** All elements of a name below another. */
export function findAll(element: XmlElement, name: string): XmlElement[] {
  return element.children.flatMap((child) => [...(child.name === name ? [child] : []), ...findAll(child, name)])
}
