/**
 * Properties of the tracker's inner parts, shortened in the script build. Only names that no app passes or reads, no store
 * keeps and no server sees: a test holds the list against the API report, what is stored and what is sent.
 */
export const internalNames = [
  // What the parts call one another.
  'abandon',
  'closeIfIdle',
  'createId',
  'eventTime',
  'isDue',
  'isEnded',
  'isIdle',
  'isSame',
  'isWaiting',
  'keepSession',
  'knownIds',
  'localMs',
  'newestAt',
  'noteAnswer',
  'onAnswer',
  'onErased',
  'onSettled',
  'onView',
  'openSession',
  'reportShape',
  'rescue',
  'settle',
  'unwritten',
  'whenIdle',
  // What they hand over or remember.
  'addedMs',
  'askedMs',
  'closedKey',
  'failures',
  'forgotten',
  'hasAccepted',
  'hasSucceeded',
  'isAside',
  'isGuarded',
  'isPrefetched',
  'isSuspect',
  'isUnstored',
  'isWritten',
  'kinds',
  'mirrored',
  'opened',
  'pieces',
  'serverMs',
]

export const internalNamePattern = new RegExp(`^(${internalNames.join('|')})$`)
