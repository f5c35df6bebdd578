/** Starts any engine for a test that drives them all. What only Chromium can do needs `launchBrowser`. */
import type { EngineName } from '../../engines/engines.ts'
import type { EngineBrowser } from './engine-page.ts'
import { launchBrowser, type LaunchOptions } from './launch.ts'
import { launchPhantom } from './launch-phantom.ts'
import { launchQtWebKit } from './launch-qtwebkit.ts'

export interface LaunchEngineOptions extends Omit<LaunchOptions, 'engine'> {
  engine: EngineName
}

export function launchEngine({ engine, ...options }: LaunchEngineOptions): Promise<EngineBrowser> {
  if (engine === 'phantomjs-2.1') return launchPhantom(options)
  return engine === 'qtwebkit-602' ? launchQtWebKit(options) : launchBrowser({ engine, ...options })
}
