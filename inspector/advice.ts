/**
 * What each diagnostic means and what to do about it, in words that fit on a panel. `docs/errors.md` says more.
 */
import type { DiagnosticCode } from '../src/diagnostics.ts'

export const ADVICE: { [code in DiagnosticCode]: string } = {
  'bad-event': 'An event was not sent: correct its name or its properties.',
  'bad-content': 'A content lacks its url, or its properties cannot be sent. Correct the call.',
  'bad-player': 'A view counts nothing: watch() needs the media element or a hook.',
  'bad-identity': 'identify() got bad aliases. The viewer stayed as before.',
  'personal-data': 'A content seems to hold personal data. Name its path in userProperties.',
  'listener-error': 'A listener of the app threw. Correct the listener.',
  'storage-unavailable': 'The device stores no ids: the viewer may be new at the next start.',
  'storage-failed': 'A store failed, and the next best one took over.',
  'storage-slow': 'IndexedDB did not answer. Its events are sent after the next start.',
  'request-failed': 'A request got no good answer. If this goes on, check network and endpoints.',
  'request-refused': 'CCS refused an event. Compare it with its schema in the workspace.',
  unauthorised: 'CCS did not accept the key. Check apiKey and endpoints.ccs.',
  'delivery-stopped': 'Sending pauses after failures, and goes on by itself. The events are kept.',
  'user-id-changed': 'CCS changed the user id. Do two viewers share an alias?',
  'device-id-unavailable': 'The device gave no id. The app goes on without it.',
  'synchronous-validation': 'synchronousValidation is on. Take it out before the app ships.',
  'clock-corrected': 'The clock of this device is wrong. Events carry the server’s time.',
  'shape-failed': 'completionShape failed, and the flat shape was sent. Correct the function.',
  'port-failed': 'A port, a player hook or an argument threw. Read the message of the diagnostic.',
}
