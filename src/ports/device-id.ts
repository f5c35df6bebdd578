/** The device's own identifier, asked for only by option and under consent. */
export interface DeviceIdSource {
  /** Identifier tag of this kind of id. */
  readonly tag: string
  /**
   * Calls `done` once, now or later, with the id, or null where there is none or the viewer limits ad tracking. `isWanted` tells whether
   * anybody still waits for it: after a refusal, the end of the tracker or 2 s the id must not be read any more.
   */
  read(done: (id: string | null) => void, isWanted?: () => boolean): void
}
