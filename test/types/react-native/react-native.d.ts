/** What the examples use of `react-native`, as its types (0.72 to 0.8x) have it. */
export type AppStateStatus = 'active' | 'background' | 'inactive' | 'unknown' | 'extension'
export const AppState: {
  currentState: AppStateStatus
  isAvailable: boolean
  addEventListener(
    type: 'change' | 'memoryWarning' | 'blur' | 'focus',
    listener: (state: AppStateStatus) => void,
  ): { remove: () => void }
}
