/** What a page says and what goes wrong in it, collected from its opening on. */
import type { Cdp } from './cdp.ts'
import { toError, type ExceptionDetails } from './evaluate.ts'

export interface ConsoleMessage {
  /** `log`, `warning`, `error`, … */
  level: string
  text: string
  /** `console` for the page's own calls; else the browser's source: `network`, `security`, `violation`, … */
  source: string
}

export interface PageError {
  name: string
  message: string
  stack: string
  /** True for a rejection that nobody handled. */
  isRejection: boolean
}

interface ConsoleApiCalled {
  type: string
  args: { type: string; value?: unknown; unserializableValue?: string; description?: string }[]
}

interface EntryAdded {
  entry: { source: string; level: string; text: string; url?: string }
}

export function collectConsole(cdp: Cdp): { messages: ConsoleMessage[]; errors: PageError[] } {
  const messages: ConsoleMessage[] = []
  const errors: PageError[] = []
  cdp.on<ConsoleApiCalled>('Runtime.consoleAPICalled', ({ type, args }) => {
    const text = args
      .map((arg) => String('value' in arg ? arg.value : (arg.unserializableValue ?? arg.description ?? arg.type)))
      .join(' ')
    messages.push({ level: type, text, source: 'console' })
  })
  cdp.on<EntryAdded>('Log.entryAdded', ({ entry }) => {
    messages.push({
      level: entry.level,
      text: entry.url ? `${entry.text} (${entry.url})` : entry.text,
      source: entry.source,
    })
  })
  const byId = new Map<number, PageError>()
  cdp.on<{ exceptionDetails: ExceptionDetails & { exceptionId: number } }>(
    'Runtime.exceptionThrown',
    ({ exceptionDetails }) => {
      const { name, message, stack = '' } = toError(exceptionDetails)
      const error = { name, message, stack, isRejection: /in promise/.test(exceptionDetails.text) }
      byId.set(exceptionDetails.exceptionId, error)
      errors.push(error)
    },
  )
  // A handler came after all.
  cdp.on<{ exceptionId: number }>('Runtime.exceptionRevoked', ({ exceptionId }) => {
    const error = byId.get(exceptionId)
    if (error) errors.splice(errors.indexOf(error), 1)
  })
  return { messages, errors }
}
