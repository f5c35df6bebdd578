/**
 * What the demo server tells the app.
 */
import { getText } from './http.ts'

export interface Config {
  /** Public key of the workspace. */
  apiKey: string
  /** Base URL of the CCS and Contextual APIs. */
  apiUrl: string
  /** Ad tag; `[timestamp]` is filled in with each request. */
  adTag: string
}

export function loadConfig(done: (config: Config | null) => void): void {
  getText('config.json', 5000, (text) => {
    let config: Config | null = null
    try {
      config = text === null ? null : (JSON.parse(text) as Config)
    } catch (_) {
      // Not our server: said on screen by the caller.
    }
    done(config)
  })
}
