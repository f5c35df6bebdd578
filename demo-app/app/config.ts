/**
 * What the app is told: by the page it was packaged with, else by the demo server.
 */
import { getText } from './http.ts'

export interface Config {
  /** Public key of the workspace. */
  apiKey: string
  /** Base URL of the CCS and Contextual APIs. */
  apiUrl: string
  /** Base URL of the Contextual API where it has one of its own. */
  contextualUrl?: string
  /** Ad tag; `[timestamp]` is filled in with each request. Empty: films without ads. */
  adTag: string
  /** Address of a film, `{id}` being the clip's. Default: beside the app. */
  media?: string
  /** How the names begin under which app and tracker keep what they store. Default: a name of their own each. */
  storageKey?: string
  /** Names of cohorts by id, for people who look at the panel. */
  cohortNames?: Record<string, string>
}

declare global {
  interface Window {
    /** Set by the start page of a packaged app, which has no server to ask. */
    kestrelTv?: Config
  }
}

export function loadConfig(done: (config: Config | null) => void): void {
  if (window.kestrelTv) return done(window.kestrelTv)
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
