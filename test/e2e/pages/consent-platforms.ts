/**
 * Consent platforms in a page: those of the IAB behind their stubs, and fakes of OneTrust's and Didomi's after their documents.
 * `decide(true | false)` is the viewer's choice; before the first one no platform but OneTrust's is more than a stub.
 */
import installTcfStub from '@iabtcf/stub'
import { createGppCmp, createTcfCmp, installGppStub, tcString } from '../../support/fakes/consent-platforms.ts'

type Decide = (isGiven: boolean) => void

/** Each puts its platform into the page and returns what the viewer's choice does. */
const platforms: Record<string, () => Decide> = {
  tcf() {
    installTcfStub()
    let cmp: ReturnType<typeof createTcfCmp> | null = null
    return (isGiven) => {
      cmp ??= createTcfCmp()
      cmp.update(tcString(isGiven ? { purposes: [1], vendors: [361] } : {}), false)
    }
  },
  gpp() {
    installGppStub()
    let cmp: ReturnType<typeof createGppCmp> | null = null
    return (isGiven) => {
      cmp ??= createGppCmp()
      cmp.setApplicableSections([7])
      cmp.setFieldValue('usnat', 'SaleOptOut', isGiven ? 2 : 1)
      cmp.setSignalStatus('ready' as never)
      cmp.fireEvent('signalStatus', 'ready')
    }
  },
  oneTrust() {
    let status = -1
    const listeners: (() => void)[] = []
    const oneTrustTV = {
      getPurposeConsentStatus: (category: string, done: (error: unknown, status: number) => void) =>
        done(category === 'C0004' ? null : 'unknown category', status),
      eventListener: () => ({
        subscribe(listener: () => void) {
          listeners.push(listener)
          return { unsubscribe: () => listeners.splice(listeners.indexOf(listener), 1) }
        },
      }),
    }
    Object.assign(window, { oneTrustTV })
    return (isGiven) => {
      status = isGiven ? 1 : 0
      for (const listener of listeners) listener()
    }
  },
  didomi() {
    let enabled: boolean | undefined
    let isLoaded = false
    const listeners: (() => void)[] = []
    const sdk = {
      getCurrentUserStatus: () => ({ vendors: { YOUR_VENDOR_ID: { enabled } } }),
      on: (event: string, listener: () => void) => event === 'consent.changed' && listeners.push(listener),
    }
    return (isGiven) => {
      // It comes without a choice of earlier days, and hears of this one.
      const { didomiOnReady = [] } = window as unknown as { didomiOnReady?: ((didomi: typeof sdk) => void)[] }
      if (!isLoaded) for (const listener of didomiOnReady) listener(sdk)
      isLoaded = true
      enabled = isGiven
      for (const listener of listeners) listener()
    }
  },
}

export function install(name: string): void {
  Object.assign(window, { decide: platforms[name]!() })
}
