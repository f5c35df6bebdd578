/**
 * The documented routes: where they lie, and what answers them.
 */
import type { FastifyInstance } from 'fastify'
import { createBearerApi } from './bearer-api.ts'
import type { CountsApi } from './counts/counts.ts'
import { refuseCounts } from './counts/query.ts'
import type { OverrideApi } from './overrides/override.ts'
import { refuseOverride } from './overrides/request.ts'
import { publicPaths } from './public-apis.ts'
import type { PublicApis, PublicRoute } from './public-apis.ts'
import { flatQuery } from './vendor-api.ts'
import { createVendorRoute } from './vendor-route.ts'
import type { RouteContext, Seen } from './vendor-route.ts'
import type { Workspace } from './workspace/types.ts'

export interface VendorRoutesContext extends RouteContext {
  workspace: Workspace
  publicApis: PublicApis
  overrideApi: OverrideApi
  countsApi: CountsApi
}

export function addVendorRoutes(app: FastifyInstance, context: VendorRoutesContext, seenOf: Seen): void {
  const { workspace } = context
  const { apis } = context.publicApis
  for (const route of Object.keys(apis) as PublicRoute[])
    app.post(publicPaths[route], createVendorRoute(route, apis[route], context, seenOf))
  const keys = workspace.admin?.keys ?? []
  const overrides = createBearerApi({ keys, isRequired: true, refuse: refuseOverride }, (request) => {
    context.overrideApi.handle(request.body, (request.params as { networkId: string }).networkId)
    return { status: 201, body: {} }
  })
  const counts = createBearerApi({ keys, isRequired: false, refuse: refuseCounts }, (request) => {
    const programId = request.headers['program-id']
    return {
      status: 200,
      body: context.countsApi(flatQuery(request), programId === undefined ? undefined : String(programId)),
    }
  })
  addServerRoute(
    app,
    'POST',
    '/networks/:networkId/segments',
    createVendorRoute('overrides', overrides, context, seenOf),
  )
  addServerRoute(app, 'GET', '/segments', createVendorRoute('counts', counts, context, seenOf))
}

/** A route that takes a secret key, and is hence no business of a page: also its preflights go unanswered. */
function addServerRoute(
  app: FastifyInstance,
  method: 'GET' | 'POST',
  url: string,
  { config, ...route }: ReturnType<typeof createVendorRoute>,
): void {
  app.route({ method, url, ...route, config: { ...config, cors: false } })
  app.options(url, { config: { cors: false } }, (_request, reply) => reply.callNotFound())
}
