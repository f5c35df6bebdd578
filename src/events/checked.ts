/**
 * What the app gives, checked and cleaned; what cannot be used is reported and given back as null.
 */
import type { Content, Properties } from '../api.ts'
import { describe, isEventName, isRecord, isText } from '../checks.ts'
import type { Context } from '../context.ts'
import type { Diagnosis } from '../diagnosis.ts'
import { hasOwn } from '../json.ts'
import { cleanProperties, isTooLarge, MAX_CONTENT_BYTES } from './properties.ts'

function clean({ report }: Diagnosis, properties: unknown, of: string): Properties | null {
  try {
    return cleanProperties(properties)
  } catch (error) {
    report('bad-event', ['properties', of, (error as Error).message])
    return null
  }
}

/** Cleaned properties of an event, or null where name or properties cannot be sent. */
export function checkEvent(diagnosis: Diagnosis, name: string, properties: unknown): Properties | null {
  if (isEventName(name)) return clean(diagnosis, properties, name)
  diagnosis.report('bad-event', ['name', describe(name)])
  return null
}

/** What kind of content it is. */
export const kindOf = ({ kind }: Pick<Content, 'kind'>): string => (kind == null ? 'video' : kind)

/** Cleaned properties of a content, or null where it is none. */
export function checkContent({ diagnosis, settings }: Context, content: Content): Properties | null {
  const { report } = diagnosis
  const properties =
    isRecord(content) &&
    (isText(content.id) || isText(content.url)) &&
    clean(diagnosis, content.properties, 'a content')
  if (!properties || isTooLarge(properties, MAX_CONTENT_BYTES)) report('bad-content', ['unusable'])
  else if (!hasOwn(settings.kinds, kindOf(content))) report('bad-content', ['kind', describe(content.kind)])
  else {
    if (!isText(content.url)) report('bad-content', ['no-url'])
    return properties
  }
  return null
}
