/**
 * An app in a WebView (Android TV, Fire OS), or any other whose host can read the advertising id and hands it over.
 *
 * Sources of what the host reads: developers.google.com/android, AdvertisingIdClient.Info (`getId`, `isLimitAdTrackingEnabled`; zeros
 * where it is limited); developer.amazon.com/docs/fire-tv/advertising-id.html (`advertising_id` and `limit_ad_tracking` of
 * Settings.Secure: the id is there where tracking is limited as well, and is not to be used). developer.android.com, WebView,
 * addJavascriptInterface: an object of the host's answers with texts and numbers, not with objects.
 */
import type { DeviceIdentity } from './identity.ts'
import { attempt, createIdentity } from './identity.ts'

/** What the host knows. */
export interface HostAdId {
  id: string | null
  /** As the device tells it: false, 0 or '0' where the viewer does not limit ad tracking; at anything else no id is used. */
  limitAdTracking: boolean | number | string | null
}

/** What the host answers: at once or by a promise, as it is or as JSON. */
export type HostAnswer = HostAdId | string | null

/**
 * The advertising id of an app's host, under a tag of the workspace (`aaid` for Android TV's).
 *
 * `ask` is called at each grant. It returns the answer or a promise of it, or calls `answer` within 2 s.
 */
export function hostAdId(
  ask: (answer: (told: HostAnswer) => void) => HostAnswer | PromiseLike<HostAnswer> | void,
  deviceTag: string,
): DeviceIdentity {
  return createIdentity(deviceTag, (tell) => {
    const hear = (told: HostAnswer) =>
      attempt(tell, () => {
        const { id, limitAdTracking }: HostAdId = typeof told == 'string' ? JSON.parse(told) : told
        tell(limitAdTracking, id)
      })
    const told = ask(hear)
    if (isPromise(told)) told.then(hear, () => tell())
    else if (told !== undefined) hear(told as HostAnswer)
  })
}

function isPromise(told: unknown): told is PromiseLike<HostAnswer> {
  return !!told && typeof (told as PromiseLike<HostAnswer>).then == 'function'
}
