/**
 * What the fake objects of HbbTV have in common: events as OIPF DAE describes them, dispatched at the object, without bubbling. Objects of
 * HbbTV 1.0 may call handler properties alone; being elements they have `addEventListener` all the same, without effect.
 */
export class FakeDaeObject {
  readonly listeners: [string, () => void][] = []
  addEventListener: ((type: string, listener: () => void) => void) | undefined = () => {}
  removeEventListener: ((type: string, listener: () => void) => void) | undefined = () => {}

  constructor({ hasEvents = true }: { hasEvents?: boolean } = {}) {
    if (!hasEvents) return
    this.addEventListener = (type, listener) => void this.listeners.push([type, listener])
    this.removeEventListener = (type, listener) => {
      const place = this.listeners.findIndex((entry) => entry[0] === type && entry[1] === listener)
      if (place >= 0) this.listeners.splice(place, 1)
    }
  }

  /** Calls the handler and the listeners; `given` reaches the handler only, and many terminals leave it out. */
  fire(type: string, ...given: unknown[]): void {
    const handler = (this as unknown as Record<string, ((...given: unknown[]) => void) | undefined>)['on' + type]
    if (handler) handler.apply(this, given)
    for (const [name, listener] of [...this.listeners]) if (name === type) listener()
  }
}
