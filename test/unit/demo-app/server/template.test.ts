import { describe, expect, it } from 'vitest'
import { escapeXml, fillTemplate, formatScriptValue } from '../../../../demo-app/server/template.ts'

describe('a template', () => {
  it('is filled in at every place, with values as they are', () => {
    expect(fillTemplate('{{a}}-{{b}}-{{a}} { {c}}', { a: '$&', b: '{{a}}' })).toBe('$&-{{a}}-$& { {c}}')
  })

  it('is not let through with a hole in it', () => {
    expect(() => fillTemplate('<x>{{name}}</x>', {})).toThrow('no value for {{name}}')
  })
})

describe('a value in a script', () => {
  it('says the same and ends neither script nor CDATA section', () => {
    const value = { text: '</script>]]>\u2028\u2029"' }
    const written = formatScriptValue(value)
    expect(JSON.parse(written)).toEqual(value)
    expect(written).not.toMatch(/[<>\u2028\u2029]/)
  })
})

describe('text in XML', () => {
  it('holds no character that means something there', () => {
    expect(escapeXml(`<a href="x?1&2" title='3'>`)).toBe('&#60;a href=&#34;x?1&#38;2&#34; title=&#39;3&#39;&#62;')
  })
})
