/**
 * What a WebKit without a process of its own for the network (PhantomJS, QtWebKit) has written of localStorage: about a second
 * late, and not when it quits.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'libsql'

/** Whether the databases of localStorage in a profile hold all of `items`, committed. */
export function hasWritten(userDataDir: string, items: Record<string, string>): boolean {
  const written: Record<string, string> = {}
  for (const name of readdirSync(userDataDir).filter((file) => file.endsWith('.localstorage'))) {
    try {
      const database = new Database(join(userDataDir, name), { readonly: true })
      try {
        for (const { key, value } of database.prepare('select key, value from ItemTable').all() as {
          key: string
          value: Buffer
        }[]) {
          written[key] = Buffer.from(value).toString('utf16le')
        }
      } finally {
        database.close()
      }
    } catch (error) {
      // Made this moment, or in the middle of a change: ask again.
      if (!/no such table|locked|busy|unable to open/i.test(String(error))) throw error
      return false
    }
  }
  return Object.entries(items).every(([key, value]) => written[key] === value)
}
