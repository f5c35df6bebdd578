/** What the examples use of `react-native-mmkv` 4, as its types have it. */
export interface MMKV {
  set(key: string, value: boolean | string | number | ArrayBuffer): void
  getString(key: string): string | undefined
  remove(key: string): boolean
  getAllKeys(): string[]
}
export function createMMKV(): MMKV
