/**
 * Start pages and manifests are files with `{{names}}` in the places that are filled in. Pure.
 */

/** Throws for a name without a value: a manifest with a hole in it must not leave the house. */
export function fillTemplate(text: string, values: Record<string, string>): string {
  return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name]
    if (value === undefined) throw new Error(`no value for {{${name}}}`)
    return value
  })
}

/** JSON that cannot end the script it stands in, be that in HTML or in the CDATA section of XHTML. */
export function formatScriptValue(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** Also for attributes. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}
