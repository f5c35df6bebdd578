/** What the examples use of `@amazon-devices/react-native-w3cmedia` 2.3, as its types have it. */
export class VideoPlayer {
  initialize(): Promise<void>
  deinitialize(): Promise<void>
  src: string
  currentTime: number
  readonly duration: number
  playbackRate: number
  readonly paused: boolean
  readonly ended: boolean
  readonly seeking: boolean
  readonly readyState: number
  play(): Promise<void>
  pause(): void
  addEventListener(type: string, listener: (event: unknown) => void, options?: unknown): void
  removeEventListener(type: string, listener: (event: unknown) => void, options?: unknown): void
}
