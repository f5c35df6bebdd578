/**
 * The non-visual OIPF objects of a terminal. Source: developer.hbbtv.org, references, APIs.
 */

/** The members touched of `application/oipfConfiguration`. */
export interface OipfConfiguration {
  configuration: {
    /** Id of this terminal for this origin, or `#` and a status. HbbTV 2.0 and later, TS 102 796 clause A.2.20. */
    deviceId?: string
    requestAccessToDistinctiveIdentifier?(done: (isGranted: boolean) => void): void
  }
}

/** The members touched of `application/oipfApplicationManager`. */
export interface OipfApplicationManager {
  getOwnerApplication(document: Document): OipfApplication | null
}

/** Neither `visible` nor the events belong to the HbbTV profile: some engines have them. */
export interface OipfApplication extends EventTarget {
  visible?: boolean
}

declare const oipfObjectFactory: Record<string, () => unknown>

/** Throws where there is none. */
export function findConfiguration(): OipfConfiguration {
  return find('Configuration') as OipfConfiguration
}

/**
 * The application that this page belongs to. None for a page that is no application, to which a terminal throws (OIPF DAE, The
 * application/oipfApplicationManager embedded object), and where there is no terminal.
 */
export function findApplication(): OipfApplication | null | undefined {
  try {
    return (find('ApplicationManager') as OipfApplicationManager).getOwnerApplication(document)
  } catch (_absent) {
    // Nor is there a terminal that says so.
  }
}

/** The object that the app has in its document, else one of the factory's; throws where there is neither. */
function find(name: string): unknown {
  return (
    document.querySelector('object[type="application/oipf' + name + '"]') ||
    oipfObjectFactory['create' + name + 'Object']!()
  )
}
