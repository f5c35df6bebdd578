/** A fake of the package `react-native`: where the packages of the app find their native parts. */
export const NativeModules = globalThis.nativeModules
export const TurboModuleRegistry = {
  get: (name) => globalThis.nativeModules[name] ?? null,
  getEnforcing: (name) => globalThis.nativeModules[name],
}
export const Platform = { OS: 'android' }

const listeners = []
export const AppState = {
  currentState: 'active',
  addEventListener(_type, listener) {
    listeners.push(listener)
    return { remove: () => void listeners.splice(listeners.indexOf(listener), 1) }
  },
  /** For the test: the system says so. */
  change(state) {
    AppState.currentState = state
    listeners.slice().forEach((listener) => listener(state))
  },
}
