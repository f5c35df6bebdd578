/** The part of chrome-remote-interface that cdp.ts uses; the package carries no types. */
declare module 'chrome-remote-interface' {
  interface Connection {
    send(method: string, params?: object): Promise<unknown>
    on(event: string, listener: (params: unknown) => void): void
    removeListener(event: string, listener: (params: unknown) => void): void
    close(): Promise<void>
  }
  export default function connect(options: {
    host: string
    port: number
    target: string
    local: boolean
  }): Promise<Connection>
}
