/**
 * The three APIs that apps call with a public key: segmentation, Contextual, identify.
 * Pure but for the store, the clock and the id generator they are given.
 */
import { createSegmentation } from './ccs/segment.ts'
import type { SegmentationParts } from './ccs/segment.ts'
import { createContentSegmentation } from './contextual/segment.ts'
import { createIdentify } from './identity/identify.ts'
import { createPublicKeyApi } from './public-key-api.ts'
import type { VendorApi } from './vendor-api.ts'
import type { Cohort } from './workspace/types.ts'

export type PublicRoute = 'ccs' | 'contextual' | 'identify'

/** Where each takes its `POST`. */
export const publicPaths: Readonly<Record<PublicRoute, string>> = {
  ccs: '/ccs/v1/segmentation',
  contextual: '/ctx/v1/segment',
  identify: '/v2.0/identify',
}

export interface PublicApis {
  apis: Record<PublicRoute, VendorApi>
  /** The cohorts a user belongs to now. */
  cohortsOf(userId: string): Cohort[]
}

export function createPublicApis(parts: SegmentationParts): PublicApis {
  const { keys, contextual, identifiers } = parts.workspace.definition
  const segmentation = createSegmentation(parts)
  return {
    cohortsOf: segmentation.cohortsOf,
    apis: {
      ccs: createPublicKeyApi(keys, (body, query) =>
        segmentation.handle(body, {
          activations: query['activations'] === 'true',
          synchronousValidation: query['synchronous-validation'] === 'true',
        }),
      ),
      contextual: createPublicKeyApi(keys, createContentSegmentation(contextual)),
      identify: createPublicKeyApi(keys, createIdentify(identifiers, parts.store)),
    },
  }
}
