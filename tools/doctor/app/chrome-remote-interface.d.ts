/** The part of chrome-remote-interface that is used here; the package carries no types. */
declare module 'chrome-remote-interface' {
  interface Connection {
    send(method: string, params?: object): Promise<unknown>
    on(event: string, listener: (params: unknown) => void): void
    close(): Promise<void>
  }
  export default function connect(options: { host: string; port: number; local: boolean }): Promise<Connection>
}
