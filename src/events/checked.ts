/**
 * What the app gives, checked and cleaned; what cannot be used is reported and given back as null.
 */
import type { Content, Properties } from '../api.ts'
import { describe, isEventName, isRecord, isText } from '../checks.ts'
import type { Diagnosis } from '../diagnosis.ts'
import { cleanProperties } from './properties.ts'

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

/** Cleaned properties of a content, or null where it is none. */
export function checkContent(diagnosis: Diagnosis, content: Content): Properties | null {
  const properties =
    isRecord(content) &&
    (isText(content.id) || isText(content.url)) &&
    clean(diagnosis, content.properties, 'a content')
  if (!properties) diagnosis.report('bad-content', ['unusable'])
  else if (!isText(content.url)) diagnosis.report('bad-content', ['no-url'])
  return properties || null
}
