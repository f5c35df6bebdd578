/**
 * What the types do not say: when somebody wants to change an option, and when an event is told.
 * `scripts/reference.mjs` fails where an option or an event has no note, or a note belongs to nothing.
 */

/** By path. `*` stands for the name of a kind. */
export const WHEN_TO_CHANGE = {
  apiKey: 'Always: it is required.',
  'endpoints.ccs': 'You develop against the emulator, or the API is behind a domain of yours.',
  'endpoints.contextual': 'As above; give both.',
  consent: 'You use a consent platform (a source), or your lawyers say that no consent is needed (`granted`).',
  'identity.aliases': 'The viewer is logged in when the app starts.',
  'identity.deviceId': 'You may use the advertising id of the set, and consent covers it.',
  'identity.deviceTag': 'Your workspace names the tag differently, or you hand over the id by a function.',
  'identity.generated': 'You replace another client and its viewers should keep their id.',
  'events.play': 'Your workspace names the event differently.',
  'events.completion': 'Your workspace names the event differently.',
  'events.completionShape': 'The schema of your completion event expects other properties.',
  'events.milestones': 'Your workspace has events for a quarter, a half, three quarters.',
  'events.progress': 'Cohort rules need the time spent of a view that runs for hours, such as a live channel.',
  'kinds.*.play': 'You have podcasts, articles or anything else that is no video.',
  'kinds.*.completion': 'As above.',
  'kinds.*.completionShape': 'As for videos.',
  'kinds.*.milestones': 'As for videos.',
  'kinds.*.progress': 'As for videos.',
  'kinds.*.wrap': 'The Contextual API expects the properties of this kind under another key.',
  sessionTimeoutMs: 'Your reports define a session differently.',
  viewTimeoutMs: 'Your viewers pause for longer than half an hour and it should stay one view.',
  'activations.ttlMs': 'Old cohorts must not be used for so long.',
  'activations.deadlineMs': 'Your ad call can wait for more, or for less.',
  'activations.aliases': 'Your workspace names an ad server differently from your code.',
  'queue.maxEvents': 'Your app tracks many events of its own and is offline for long.',
  'queue.maxAgeMs': 'Late events are of no use to you.',
  'queue.delivery': 'Your workspace counts events and must never count one twice; then some are lost.',
  'transport.timeoutMs': 'Your viewers have very slow networks.',
  'transport.auth': 'The key must not be in urls, for instance because proxies log them.',
  'transport.contentType': 'The endpoint refuses the preflight of a packaged app: `text/plain` needs none.',
  'contextual.enabled': 'Your workspace has no contextual cohorts.',
  'contextual.wrap': 'Your contextual rules look for the properties under another key.',
  userProperties: 'Properties of a content say something of the viewer.',
  synchronousValidation: 'You look for the reason why CCS ignores an event. Never in the published app.',
  storageKey: 'Two trackers are on one page, or two apps share one origin.',
  debug: 'You develop.',
  ports: 'You write a test, or your device needs a store or a transport of your own.',
}

export const WHEN_TOLD = {
  activations: 'An answer brought activations: of CCS, or about a content.',
  cohorts: 'CCS answered with other cohorts than before for the same viewer.',
  session: 'A session began.',
  view: 'A view was opened, reached half a second, or was completed.',
  sent: 'A request with events was answered, or got no answer (`status` 0).',
  dropped: 'Events were given up.',
  consent: 'The status of consent changed.',
  diagnostic: 'Something went wrong. The table below has every code.',
}
