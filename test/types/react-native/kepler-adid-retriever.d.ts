/** `@amazon-devices/kepler-adid-retriever` 1.0, as its types have it. */
export class AdIdRetriever {
  static isAdvertisingTrackingEnabled(): boolean
  static fetchAdvertisingId(): string
}
