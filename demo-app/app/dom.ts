/**
 * The few DOM helpers that the screens share.
 */

/** An element with a class and children; strings become text. */
export function make(tag: string, className: string, children?: (Node | string)[]): HTMLElement {
  const element = document.createElement(tag)
  element.className = className
  for (const child of children || []) {
    element.appendChild(typeof child === 'string' ? document.createTextNode(child) : child)
  }
  return element
}

export function makeVideo(className: string): HTMLVideoElement {
  const video = make('video', className) as HTMLVideoElement
  video.setAttribute('playsinline', '')
  return video
}

/** Takes a video off the screen and frees its decoder: many televisions have only one. */
export function releaseVideo(video: HTMLVideoElement): void {
  video.pause()
  video.removeAttribute('src')
  video.load()
  if (video.parentNode) video.parentNode.removeChild(video)
}

export function setClass(element: Element, name: string, on: boolean): void {
  if (on) element.classList.add(name)
  else element.classList.remove(name)
}

/** `m:ss` */
export function formatTime(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds)) || 0
  const rest = whole % 60
  return Math.floor(whole / 60) + ':' + (rest < 10 ? '0' : '') + rest
}

/** `20:14`, on the clock of the device. */
export function formatClock(date: Date): string {
  const twoDigits = (value: number) => (value < 10 ? '0' : '') + value
  return twoDigits(date.getHours()) + ':' + twoDigits(date.getMinutes())
}
