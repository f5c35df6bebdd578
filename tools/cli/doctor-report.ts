/**
 * The doctor's report as lines of text.
 * Pure.
 */
import type { AppReport } from '../doctor/app/index.ts'
import type { DoctorReport, Finding, Step } from '../doctor/types.ts'

const words: Readonly<Record<Step['status'], string>> = {
  passed: 'passed',
  failed: 'FAILED',
  'not-checked': 'not checked',
}

export function formatStep({ number, title, status, detail }: Step): string {
  return `${number}. ${title}: ${words[status]}\n   ${detail}`
}

/** Each finding with its cause and remedy in one line; then the result. */
export function formatResult({ ok, steps, findings, eventsSent }: DoctorReport): string {
  const count = (status: Step['status']): number => steps.filter((step) => step.status === status).length
  const sums = [`${count('passed')} passed`, `${count('failed')} failed`, `${count('not-checked')} not checked`]
  const sent = formatSent(eventsSent)
  const found = findings.map((finding) => `\n${formatFinding(finding)}`)
  return [
    ...found,
    `\n${ok ? 'All six steps passed' : sums.join(', ')}${ok || findings.length === 0 ? '' : `; ${findings.length} found`}. ${sent}`,
  ].join('\n')
}

function formatSent(events: number): string {
  if (events === 0) return 'No test event arrived anywhere.'
  return `${events} test ${events === 1 ? 'event' : 'events'} sent.`
}

/** The same for an app that was looked at: no test event was sent. */
export function formatAppResult(report: AppReport): string {
  return `${formatResult(report).replace(/ No test event arrived anywhere\.$/, '')} In the app, ${report.playing}.`
}

function formatFinding({ title, commonIssue, cause, remedy, seen }: Finding): string {
  const place = commonIssue === null ? '' : ` (common issue ${commonIssue})`
  return `! ${title}${place}\n  Cause: ${cause}. Remedy: ${remedy}.\n  Seen: ${seen}`
}
