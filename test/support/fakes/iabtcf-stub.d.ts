/** The IAB's stub comes without types: a function that puts `__tcfapi` in its place. */
declare module '@iabtcf/stub' {
  export default function installStub(): void
}
