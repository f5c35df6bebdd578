/**
 * What builds that ship hold in place of `sentences.ts`: facts without sentences. Pure.
 */
import type * as sentences from './sentences.ts'

export const expectationOf: typeof sentences.expectationOf = () => ''

export const expectationAmong: typeof sentences.expectationAmong = () => ''

export const formatConfigError: typeof sentences.formatConfigError = (parameter, _expected, received) =>
  parameter + ': ' + received

export const formatReason: typeof sentences.formatReason = (reason, received) =>
  reason + (received ? ' ' + received : '')

export const formatDiagnostic: typeof sentences.formatDiagnostic = (_code, facts) =>
  (facts as readonly unknown[]).join(' ').trim()
