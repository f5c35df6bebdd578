/** The device's own identifier, asked for only by option and under consent. */
export interface DeviceIdSource {
  /** Identifier tag of this kind of id. */
  readonly tag: string
  /** Calls `done` once, now or later, with the id, or null where there is none or the viewer limits ad tracking. */
  read(done: (id: string | null) => void): void
}
