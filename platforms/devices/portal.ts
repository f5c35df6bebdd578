/**
 * Sets whose apps are pages that a portal opens, in the engine that also shows HbbTV applications: Titan OS (Philips, JVC, Vestel), Whale
 * TV and what came before them (Philips Saphi and NetTV, Smart TV Alliance).
 *
 * Their user agent is that of the set, not of the app: a portal app bears the token `HbbTV/` as well. Sources: docs.titanos.tv, User
 * Agents Specifications (the JVC example says `HbbTV/1.7.1`; `TitanOS/` is always Titan OS, `WhaleTV/` or `SmartTvA/` is Saphi of 2020 to
 * 2022); github.com/matomo-org/device-detector, Tests/fixtures/tv.yml (`NETTV/`, and sets of Vestel since 2014 with `HbbTV/` and
 * `SmartTvA/`).
 */
import { userAgent } from '../web/navigator.ts'

export function isPortalSet(): boolean {
  return /(TitanOS|WhaleTV|SmartTvA|NETTV)\//.test(userAgent())
}

export function isTitanOs(): boolean {
  return /TitanOS\//.test(userAgent())
}
