/**
 * What can be wrong: the six common issues of the vendor's Direct API guide, in its order, and a few that it does not list.
 * Cause and remedy are one line each.
 */

export interface Problem {
  /** Place among the common issues, or null. */
  commonIssue: number | null
  title: string
  cause: string
  remedy: string
}

export const problems = {
  'schema-mismatch': {
    commonIssue: 1,
    title: 'Events are sent but the user does not enter the expected cohorts',
    cause: 'the name or the properties of the event do not match the schema in the workspace, so the event is ignored',
    remedy: 'compare name (case matters), required fields and types with the event schema in the dashboard',
  },
  'fragmented-identity': {
    commonIssue: 2,
    title: 'The same user appears as several users',
    cause:
      'the same identifier led to different user ids: its tag is not configured in the workspace, or the id is not kept',
    remedy:
      'configure the identifier tag in the dashboard, and send the same tag and value, or the stored id, every time',
  },
  unauthorised: {
    commonIssue: 3,
    title: 'Requests are answered with 401 Unauthorized or 403 Forbidden',
    cause: 'the key is wrong, of another workspace, rotated or revoked, or it does not open this API',
    remedy: 'take the public key of this workspace from Settings in the dashboard and send it as ?k= or X-Api-Key',
  },
  'empty-cohorts': {
    commonIssue: 4,
    title: 'Requests succeed but cohorts is always an empty list',
    cause: 'no active cohort has a rule that the events fulfil, or it needs more events or sessions than were sent',
    remedy:
      'check in the dashboard that cohorts are active and that their rules match these events, or name others with --event and --properties',
  },
  'no-activations': {
    commonIssue: 5,
    title: 'The answer has cohorts but no activations',
    cause: 'the cohorts are not activated for the ad platform, or activations=true is missing (the doctor sends it)',
    remedy: 'activate a cohort for the platform in the dashboard; an app must send activations=true with each request',
  },
  slow: {
    commonIssue: 6,
    title: 'Requests are slow or time out, delaying ad requests',
    cause: 'the network, the distance, or the service',
    remedy:
      'give the ad call a deadline of 200 to 500 ms with cached cohorts behind it, ask early, and contact support if it stays slow',
  },
  unreachable: {
    commonIssue: null,
    title: 'There is no connection',
    cause: 'the address is wrong, nothing listens there, or a network in between closes the connection',
    remedy: 'check --endpoint and --contextual-endpoint, the network and its proxies',
  },
  'not-the-api': {
    commonIssue: null,
    title: 'The answer is not one of this API',
    cause: 'something else answered: a sign-in page of the network, a proxy, a wrong address, or the answer was cut',
    remedy: 'open the address in a browser on this network, and check --endpoint and --contextual-endpoint',
  },
  'service-error': {
    commonIssue: null,
    title: 'The service answered with an error of its own',
    cause: 'too many requests, or a fault of the service',
    remedy: 'try again later; if it stays, contact support with the time of the request',
  },
  'refused-request': {
    commonIssue: null,
    title: 'The request itself was refused',
    cause: 'a field is not as documented: the identifier, the properties or the url given to the doctor',
    remedy: 'read the reason, and check --alias, --user-id, --properties and --url',
  },
  'cohort-missing': {
    commonIssue: null,
    title: 'The user is in cohorts, but not in the expected one',
    cause: 'the rule of that cohort does not match the test events, or the cohort is not active',
    remedy: 'compare the rule in the dashboard with --event and --properties, and the id with --cohort',
  },
  'no-contextual-cohorts': {
    commonIssue: null,
    title: 'The Contextual API returns no cohorts for this content',
    cause:
      'no contextual cohort matches this url and these properties; they are configured apart from behavioural ones',
    remedy: 'configure contextual cohorts in the dashboard, or give known content with --url and --properties',
  },
  'not-merged': {
    commonIssue: null,
    title: 'The ad call does not carry both behavioural and contextual signals',
    cause: 'the tracker did not put into the ad call what both APIs answered',
    remedy: 'update ctv-tracker; if it stays, report it with the output of --json',
  },
  'consent-leak': {
    commonIssue: null,
    title: 'Behavioural requests go out without consent',
    cause: 'the tracker called CCS before a grant of consent or after it was revoked',
    remedy: 'do not ship this version of ctv-tracker; update it, and report it with the output of --json',
  },
  'consent-not-asked': {
    commonIssue: null,
    title: 'Behavioural requests leave before anybody touched the app',
    cause:
      "consent is granted at the start: by consent: 'granted', by a consent platform that answers by itself, or it was given before",
    remedy: 'grant consent when the viewer gives it; if it was given before, say --consented',
  },
} as const satisfies Record<string, Problem>

export type ProblemId = keyof typeof problems
