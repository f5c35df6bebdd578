/**
 * How each ad server takes key-values: one row of data per preset. No other file knows a vendor.
 */

/** The syntax of key-values in an ad call. Every field may be given beside a preset, to override it. */
export interface AdFormat {
  /** Key of a list, or of behavioural cohorts. Default `'permutive'`. */
  key: string
  /** Key of contextual cohorts in the split form; the same as `key` merges them. Default `'prmtvctx'`. */
  contextualKey: string
  /** Written before both keys. */
  prefix: string
  /** Between key-values. Default `'&'`. */
  pairDelimiter: string
  /** Between the values of one key; `''` repeats the key for each value. Default `','`. */
  valueDelimiter: string
  /** How many times the key-values, as one text, are percent-encoded: 0 (default), 1 or 2; inside a parameter at least 1. */
  encode?: number
  /** Where key-values live: `''` (default) is the query itself, `'&name='` that parameter of it, `';'` its second section. */
  insertAt: string
  /** Most values per key; the rest is dropped from the end. Default 100. */
  maxValues: number
  /** Longest url in characters; whole values are dropped from the end until it fits. Default: no limit. */
  maxUrlLength?: number
}

const DEFAULTS: Partial<AdFormat> = {
  key: 'permutive',
  contextualKey: 'prmtvctx',
  pairDelimiter: '&',
  valueDelimiter: ',',
  insertAt: '',
  maxValues: 100,
}

const PRESETS = {
  /** https://support.google.com/admanager/answer/1080597 */
  gam: { prefix: '', encode: 1, insertAt: '&cust_params=' },
  /** https://docs.uplynk.com/reference/freewheel, https://docs.prebid.org/dev-docs/modules/freewheel.html */
  freewheel: { prefix: '', valueDelimiter: '', insertAt: ';' },
  /** First-party parameters of stream and ad urls. No public document names the separator of values. */
  adswizz: { prefix: 'aw_0_1st.' },
  /** https://support.iris.tv/springserve-passing-contextual-data */
  springserve: { prefix: '' },
  /** https://learn.microsoft.com/en-us/xandr/monetize/getting-started-with-key-value-targeting (how values repeat is not said). */
  xandr: { prefix: 'kw_', valueDelimiter: '' },
  /** https://docs.aws.amazon.com/mediatailor/latest/ug/passing-paramters-to-the-ads.html */
  mediatailor: { prefix: 'ads.', maxUrlLength: 2000 },
}

/** Ad servers whose ad-call syntax is known by name. */
export type AdTagPreset = keyof typeof PRESETS

/** The defaults, under the row of a preset, under the options; undefined options do not count. Throws for an unknown preset. */
export function readFormat(preset: AdTagPreset, options: Partial<AdFormat>): AdFormat {
  const format: Record<string, unknown> = {}
  ;([DEFAULTS, PRESETS[preset], options] as Record<string, unknown>[]).forEach(function (
    layer: Record<string, unknown>,
  ) {
    Object.keys(layer || {}).forEach((field) => {
      if (layer[field] !== undefined) format[field] = layer[field]
    })
  })
  // A row has a prefix of its own, what `PRESETS` inherits has none. And what has no name or no end could not be found again.
  if (PRESETS[preset].prefix === undefined || !format.key || !format.contextualKey || !format.pairDelimiter)
    throw TypeError()
  return format as unknown as AdFormat
}
