/**
 * Hisense's VIDAA.
 *
 * Told by its global, not by its user agent: the browser of some sets says `X11; Linux armv7l` and no more, and other makers' sets run
 * VIDAA. VIDAA publishes no document. Sources: github.com/interfaced/zombiebox-platform-vidaa, lib/device.js (`detect`);
 * github.com/shaka-project/shaka-player, lib/device/hisense.js (globals of this family).
 *
 * `Hisense_GetDeviceID` lasts as long as the set and knows no limit of the viewer's: nothing here calls it.
 */
export function isVidaa(): boolean {
  return !!(window as unknown as Record<string, unknown>)['Hisense_GetDeviceID']
}
