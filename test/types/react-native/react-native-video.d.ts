/** What the examples use of `react-native-video` 6, as its types have it. */
import type { FunctionComponent } from 'react'
export interface ReactVideoProps {
  source?: Readonly<{ uri?: string }>
  rate?: number
  onLoadStart?: (e: Readonly<{ isNetwork: boolean; type: string; uri: string }>) => void
  onLoad?: (e: Readonly<{ currentTime: number; duration: number }>) => void
  onProgress?: (e: Readonly<{ currentTime: number; playableDuration: number; seekableDuration: number }>) => void
  onSeek?: (e: Readonly<{ currentTime: number; seekTime: number }>) => void
  onEnd?: () => void
  onError?: (e: Readonly<{ error: Readonly<{ errorString?: string }> }>) => void
  onBuffer?: (e: Readonly<{ isBuffering: boolean }>) => void
  onPlaybackRateChange?: (e: Readonly<{ playbackRate: number }>) => void
  onPlaybackStateChanged?: (e: Readonly<{ isPlaying: boolean; isSeeking: boolean }>) => void
  onReceiveAdEvent?: (e: Readonly<{ data?: object; event: 'STARTED' | 'COMPLETED' | undefined | null }>) => void
}
declare const Video: FunctionComponent<ReactVideoProps>
export default Video
