/** `@sparkfabrik/react-native-idfa-aaid` 1.2, as its types have it. */
declare const ReactNativeIdfaAaid: {
  getAdvertisingInfo(): Promise<{ id: string | null; isAdTrackingLimited: boolean }>
}
export default ReactNativeIdfaAaid
