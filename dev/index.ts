/**
 * `ctv-tracker/dev`: a linter for development. Each event is checked against the workspace file just before it leaves, and
 * ad calls when they are handed over. It changes nothing and holds nothing up. Leave it out of what you ship.
 */
import type { Transport, TransportRequest } from '../src/ports/transport.ts'
import { createWebTransport } from '../platforms/web/transport.ts'
import { checkAdCall } from './ad-call.ts'
import type { CohortKeys } from './ad-call.ts'
import { checkEvent, checkTag } from './event.ts'
import { createFinding } from './finding.ts'
import type { Finding, Report } from './finding.ts'
import { isList, isRecord } from './schema.ts'
import { readWorkspace } from './workspace.ts'
import type { LintedWorkspace } from './workspace.ts'

export type { CohortKeys } from './ad-call.ts'
export type { Finding } from './finding.ts'
export type { Schema } from './schema.ts'
export type { LintedWorkspace } from './workspace.ts'

export interface LinterOptions {
  /** The workspace file: its JSON, or its text, which may have comments. */
  workspace: LintedWorkspace | string
  /** Hears of each finding, once. Default: `console.warn` of its message. */
  report?: (finding: Finding) => void
  /** What really sends. Default: the transport of web engines, as in every tracker entry. */
  transport?: Transport
  /** Keys of cohorts in the ad call. Default `permutive` and `prmtvctx`. */
  keys?: CohortKeys
}

export interface Linter {
  /** For `createTracker({ ports: linter.ports })`. */
  readonly ports: { readonly transport: Transport }
  /** Everything found so far, each once, at most 500. */
  readonly findings: readonly Finding[]
  /** Checks an event without sending it; what is wrong is returned, and reported where it is new. */
  checkEvent(name: string, properties?: unknown): Finding[]
  /** Checks the key-values of an ad call; what is wrong is returned, and reported where it is new. */
  checkAdCall(url: string): Finding[]
}

const MOST_FINDINGS = 500

/** Throws where the workspace is none. */
export function createLinter({ workspace: given, report, transport, keys = {} }: LinterOptions): Linter {
  const workspace = readWorkspace(given)
  const sender = transport || createWebTransport()
  const findings: Finding[] = []
  const known: { [message: string]: true } = {}

  function collect(subject: string, check: (report: Report) => void): Finding[] {
    const found: Finding[] = []
    check((path, expected, received) => found.push(createFinding(subject, path, expected, received)))
    found.forEach((finding) => {
      if (known[finding.message] || findings.length >= MOST_FINDINGS) return
      known[finding.message] = true
      findings.push(finding)
      tell(finding, report)
    })
    return found
  }

  const lintEvent = (name: string, properties: unknown): Finding[] =>
    collect(name, (tellOf) => checkEvent(workspace, name, properties, tellOf))

  /** Reads what the vendor's documents call events and aliases; another body says nothing. */
  function lintRequest(body: string): void {
    const { events, alias, aliases } = parse(body)
    list(events).forEach(({ name, properties }) => lintEvent(String(name), properties))
    list(aliases)
      .concat(isRecord(alias) ? [alias] : [])
      .forEach(({ tag }) => collect('identity', (tellOf) => checkTag(workspace, String(tag), tellOf)))
  }

  return {
    ports: {
      transport: {
        send(request: TransportRequest, done) {
          lintRequest(request.body)
          return sender.send(request, done)
        },
        beacon(url, body) {
          lintRequest(body)
          return sender.beacon(url, body)
        },
        isOffline: () => sender.isOffline(),
      },
    },
    findings,
    checkEvent: (name, properties = {}) => lintEvent(name, properties),
    checkAdCall: (url) => collect('ad call', (tellOf) => checkAdCall(workspace, url, keys, tellOf)),
  }
}

/** A listener that throws, and a set without a console, hold no event up. */
function tell(finding: Finding, report: LinterOptions['report']): void {
  try {
    if (report) report(finding)
    else console.warn('ctv-tracker/dev: ' + finding.message)
  } catch (_theirs) {
    // Still in the list.
  }
}

function parse(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body)
    return isRecord(value) ? value : {}
  } catch (_notJson) {
    // Not ours.
    return {}
  }
}

function list(value: unknown): Record<string, unknown>[] {
  return isList(value) ? value.filter(isRecord) : []
}
