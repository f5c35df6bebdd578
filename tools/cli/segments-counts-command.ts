/**
 * `ctv-tracker segments counts`: how many users each label or asset would reach.
 */
import { InvalidArgumentError, Option } from 'commander'
import type { Command } from 'commander'
import type { CountsRequest, SegmentCount, SegmentType } from '../admin/index.ts'
import { printJson, printText } from './output.ts'
import { formatColumns, formatTabs } from './segments-table.ts'

interface Flags {
  key: string
  endpoint: string
  program: string
  type?: SegmentType
  basis?: 'labels' | 'label' | 'asset'
  minWeight?: number
  refresh: boolean
  page?: number
  size?: number
  json: boolean
}

export function addCountsCommand(segments: Command, addAccessOptions: (command: Command) => Command): void {
  addAccessOptions(segments.command('counts').description('Lists how many users each label or asset would reach.'))
    .addOption(new Option('--program <id>', 'program id').env('CTV_TRACKER_PROGRAM').makeOptionMandatory())
    .addOption(
      new Option('--type <type>', 'all, what is new to users, or what they did before (default: growth)').choices([
        'growth',
        'discovery',
        'base',
      ]),
    )
    .addOption(new Option('--basis <basis>', 'what to list (default: labels)').choices(['labels', 'label', 'asset']))
    .option('--min-weight <number>', 'least weight with which a user counts (default: 0.5)', parseNumber)
    .option('--refresh', 'count anew instead of answering from the cache', false)
    .option('--page <number>', 'only this page (default: every page)', parseNumber)
    .option('--size <number>', 'segments per page (default: 50)', parseNumber)
    .option('--json', 'print a JSON list', false)
    .addHelpText('after', '\nPrints a table on a terminal, and tab-separated values elsewhere.')
    .action(runCounts)
}

async function runCounts(flags: Flags): Promise<void> {
  const { segmentCounts } = await import('../admin/index.ts')
  const client = segmentCounts({ baseUrl: flags.endpoint, apiKey: flags.key, programId: flags.program })
  const request = requestOf(flags)
  const counts = flags.page === undefined ? await takeAll(client.pages(request)) : (await client.list(request)).items
  const format = process.stdout.isTTY ? formatColumns : formatTabs
  if (flags.json) printJson(counts, 2)
  else printText(format(counts))
}

async function takeAll(
  pages: AsyncIterable<{ items: SegmentCount[]; total: number; page: number; size: number }>,
): Promise<SegmentCount[]> {
  const counts: SegmentCount[] = []
  const progress = createProgress(process.stderr)
  try {
    for await (const { items, page, total, size } of pages) {
      counts.push(...items)
      progress.report(page, Math.ceil(total / size))
    }
  } finally {
    progress.end()
  }
  return counts
}

/** One line per page, or on a terminal one line in all; nothing where there is one page. */
export function createProgress(stream: { isTTY?: boolean; write(text: string): unknown }): {
  report(page: number, pages: number): void
  end(): void
} {
  const isTerminal = stream.isTTY === true
  let isShown = false
  return {
    report(page, pages) {
      if (pages < 2) return
      stream.write(isTerminal ? `\rpage ${page} of ${pages}` : `page ${page} of ${pages}\n`)
      isShown = true
    },
    end() {
      if (isTerminal && isShown) stream.write('\r\u001b[K')
    },
  }
}

function requestOf({ type, basis, minWeight, refresh, page, size }: Flags): CountsRequest {
  return {
    forceRefresh: refresh,
    ...(type === undefined ? {} : { segmentType: type }),
    ...(basis === undefined ? {} : { segmentBasis: basis }),
    ...(minWeight === undefined ? {} : { minWeight }),
    ...(page === undefined ? {} : { page }),
    ...(size === undefined ? {} : { size }),
  }
}

/** A number; whether it is one that the API takes is for the API to say. */
function parseNumber(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('Expected a number.')
  return value
}
