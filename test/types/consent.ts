/**
 * Consent sources.
 */
import { createTracker } from 'ctv-tracker'
import type { ConsentSource } from 'ctv-tracker'
import { createGppSource, createTcfSource } from 'ctv-tracker/consent'

const tcf: ConsentSource = createTcfSource({ vendorId: 361, purposes: [1, 3, 4], waitMs: 10_000 })
createTracker({ apiKey: 'key', consent: tcf })
createTracker({ apiKey: 'key', consent: createGppSource() })
// @ts-expect-error: purposes are numbers
createTcfSource({ purposes: ['1'] })
