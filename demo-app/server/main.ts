/**
 * `npm start`: the emulator and the demo, side by side.
 *
 * `PORT` (default 8080) is the demo's, the emulator takes the next one; 0 takes two free ones.
 * `HOST` (default 127.0.0.1) opens both to a network, for trying the demo on a television.
 */
import { startEmulator } from 'ctv-tracker-tools/emulator'
import { startDemo } from './demo.ts'

/** A trouble that one line explains. */
class StartError extends Error {}

function readPort(text: string | undefined): number {
  if (text === undefined || text === '') return 8080
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65_534)
    throw new StartError(`PORT: expected a number from 0 to 65534, got "${text}"`)
  return port
}

/** The key of the emulator's sample workspace. */
const SAMPLE_KEY = '00000000-0000-4000-8000-000000000001'

function explain(what: string, port: number, error: unknown): Error {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'EADDRINUSE')
    return new StartError(`port ${port} for ${what} is taken: choose another pair, such as PORT=8090 npm start`)
  if (code === 'EACCES')
    return new StartError(`port ${port} for ${what} may not be used: choose another pair, such as PORT=8090 npm start`)
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new StartError(`HOST: ${what} cannot listen on "${process.env['HOST']}"`)
  return error instanceof Error ? error : new Error(String(error))
}

async function main(): Promise<void> {
  const port = readPort(process.env['PORT'])
  const host = process.env['HOST'] || '127.0.0.1'
  const emulatorPort = port === 0 ? 0 : port + 1
  const emulator = await startEmulator({ port: emulatorPort, host }).catch((error: unknown) => {
    throw explain('the emulator', emulatorPort, error)
  })
  const demo = await startDemo({ port, host, emulatorUrl: emulator.url, apiKey: SAMPLE_KEY }).catch(
    async (error: unknown) => {
      await emulator.stop()
      throw explain('the demo', port, error)
    },
  )
  let stopping = false
  const stop = () => {
    if (stopping) return
    stopping = true
    void Promise.all([demo.stop(), emulator.stop()]).then(() => process.exit(0))
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  console.log(
    `Demo      ${demo.url}\nHbbTV     ${demo.url}/hbbtv/  (XML AIT: ${demo.url}/hbbtv/app.aitx)\nEmulator  ${emulator.url}\nStop with Ctrl+C.`,
  )
}

main().catch((error: unknown) => {
  console.error(error instanceof StartError ? `ctv-tracker demo: ${error.message}` : error)
  process.exit(1)
})
