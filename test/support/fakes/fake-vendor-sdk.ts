/**
 * A fake of the vendor's JavaScript SDK with its CTV addon, as far as its documentation says what it does. The SDK itself is
 * proprietary and not used. What it stores and sends is told by two functions; cohorts come as the emulator answers them.
 *
 * https://docs.permutive.com/sdks/web/javascript-sdk/features/video-tracking, …/features/real-time-triggers
 */
import { randomUUID } from 'node:crypto'
import type { Evening } from '../evening/evening.ts'
import { API_KEY } from '../evening/evening.ts'

interface Answer {
  cohorts?: string[]
  activations?: Record<string, string[]>
}

/** The one device of an evening; `storedId` is what its `permutive-id` holds. */
export function createFakeVendorSdk({ emulator, device }: Evening, storedId: string) {
  const sessionId = randomUUID()
  let userId = storedId
  let isGranted = false
  let cohorts: string[] = []
  let activations: Record<string, string[]> = {}
  let view: {
    id: string
    durationMs: number
    properties: object
    engagedMs: number
    playingSince: number | null
  } | null = null
  const triggers: { cohort: string; handler: (change: { result: boolean }) => void }[] = []
  const sending: Promise<unknown>[] = []

  function take(answer: Answer): void {
    const before = cohorts
    cohorts = answer.cohorts ?? []
    activations = answer.activations ?? {}
    for (const { cohort, handler } of triggers)
      if (before.includes(cohort) !== cohorts.includes(cohort)) handler({ result: cohorts.includes(cohort) })
  }

  /** One request after the other. */
  function queue(run: () => Promise<void>): void {
    sending.push(Promise.resolve(sending.at(-1)).then(run))
  }

  function send(name: string, properties: object): void {
    if (!isGranted) return
    const event = {
      name,
      time: new Date(device.time.wallMs).toISOString(),
      properties,
      session_id: sessionId,
      ...(view && { view_id: view.id }),
    }
    const url = `/ccs/v1/segmentation?k=${API_KEY}&activations=true`
    queue(async () => {
      const response = await emulator.inject({ url, body: { user_id: userId, events: [event] } })
      take(response.json() as Answer)
    })
  }

  /** Keeps the user that the Identify API names. */
  function identify(aliases: object[]): void {
    queue(async () => {
      const headers = { 'X-API-Key': API_KEY }
      const response = await emulator.inject({ url: '/v2.0/identify', headers, body: { user_id: userId, aliases } })
      userId = (response.json() as { user_id: string }).user_id
    })
  }

  const ctv = {
    play() {
      if (view) view.playingSince ??= device.time.monotonicMs
    },
    pause() {
      if (!view || view.playingSince === null) return
      view.engagedMs += device.time.monotonicMs - view.playingSince
      view.playingSince = null
    },
    setDuration(ms: number) {
      if (view) view.durationMs = ms
    },
    stop() {
      if (!view) return
      ctv.pause()
      const engagement = {
        engaged_time: view.engagedMs / 1000,
        ...(view.durationMs && { completion: Math.min(1, view.engagedMs / view.durationMs) }),
      }
      send('VideoCompletion', { ...view.properties, aggregations: { VideoEngagement: engagement } })
      view = null
    },
  }

  return {
    consent: ({ opt_in }: { opt_in: boolean }) => void (isGranted = opt_in),
    identify,
    addon(_: 'ctv', { duration, videoProperties }: { duration: number; videoProperties: object }) {
      const properties = { video: videoProperties }
      view = { id: randomUUID(), durationMs: duration, properties, engagedMs: 0, playingSince: null }
      send('Videoview', properties)
    },
    addons: { ctv },
    track: send,
    segments: (handler: (ids: string[]) => void, type?: string) => handler(type ? (activations[type] ?? []) : cohorts),
    trigger: (cohort: number, _: 'result', handler: (change: { result: boolean }) => void) =>
      void triggers.push({ cohort: String(cohort), handler }),
    /** Resolves when what was sent is answered. */
    settle: async () => void (await Promise.all(sending)),
  }
}
