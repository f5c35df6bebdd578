/**
 * What is wrong with an event: its name, its properties by the schema of the workspace, and the limits that hold for all.
 * Pure. Source: event schemas ("at most three levels"), event properties ("at most 100 items", reserved names).
 */
import { show, suggest } from './finding.ts'
import type { Report } from './finding.ts'
import { checkSchema, isList, isRecord, join, typeOf } from './schema.ts'
import type { LintedWorkspace } from './workspace.ts'

const MOST_LEVELS = 3
const MOST_ITEMS = 100
const RESERVED = ['time', 'session_id', 'view_id', 'client', 'geo_info']

export function checkEvent({ events }: LintedWorkspace, name: string, properties: unknown, report: Report): void {
  RESERVED.forEach((reserved) => {
    if (isRecord(properties) && Object.prototype.hasOwnProperty.call(properties, reserved))
      report('properties.' + reserved, 'another name, this one is reserved', show(properties[reserved]))
  })
  checkLimits(properties, 'properties', 0, report)
  const schema = Object.prototype.hasOwnProperty.call(events, name) ? events[name] : undefined
  if (schema !== undefined) return checkSchema(schema, properties, 'properties', report)
  const meant = suggest(name, Object.keys(events))
  report(
    'name',
    meant === null
      ? 'an event of the workspace (' + Object.keys(events).join(', ') + ')'
      : meant + ' (did you mean that?)',
    name,
  )
}

export function checkTag({ identifiers = [] }: LintedWorkspace, tag: string, report: Report): void {
  if (identifiers.indexOf(tag) >= 0) return
  const meant = suggest(tag, identifiers)
  report(
    'tag',
    meant === null ? 'a tag of the workspace (' + identifiers.join(', ') + ')' : meant + ' (did you mean that?)',
    tag,
  )
}

function checkLimits(value: unknown, path: string, level: number, report: Report): void {
  if (isList(value)) {
    if (value.length > MOST_ITEMS) report(path, 'at most ' + MOST_ITEMS + ' entries', String(value.length))
    const types = value.map(typeOf)
    const other = types.filter((type) => type !== types[0])[0]
    if (other !== undefined) report(path, 'entries of one type (' + types[0] + ')', other)
    value.forEach((item, i) => checkLimits(item, path + '[' + i + ']', level, report))
    return
  }
  if (!isRecord(value)) return
  if (level >= MOST_LEVELS) return report(path, 'at most ' + MOST_LEVELS + ' levels', 'one more: ' + show(value))
  Object.keys(value).forEach((name) => checkLimits(value[name], join(path, name), level + 1, report))
}
