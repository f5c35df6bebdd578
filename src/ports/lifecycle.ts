/**
 * The life of the app on the device, deduplicated by state.
 *
 * `hidden` and `visible` alternate. `exit` means the page is being taken down:
 * what is not saved when the listener returns is lost.
 * `online` changes none of these: the device has a network again, where it can tell.
 */
export type LifecycleState = 'visible' | 'hidden' | 'exit' | 'online'

export interface Lifecycle {
  /** Whether the app is hidden right now. */
  isHidden(): boolean
  /** Calls `listener` on each change of state; returns what removes every listener again. */
  subscribe(listener: (state: LifecycleState) => void): () => void
}
