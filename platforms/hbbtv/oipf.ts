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

interface ObjectFactory {
  createConfigurationObject(): OipfConfiguration
  createApplicationManagerObject(): OipfApplicationManager
}

declare const oipfObjectFactory: ObjectFactory

/** The object the app has in its document, else one of the factory's; throws where there is neither. */
export function findConfiguration(): OipfConfiguration {
  return (find('Configuration') as OipfConfiguration | null) || oipfObjectFactory.createConfigurationObject()
}

/** As `findConfiguration`. */
export function findApplicationManager(): OipfApplicationManager {
  return (
    (find('ApplicationManager') as OipfApplicationManager | null) || oipfObjectFactory.createApplicationManagerObject()
  )
}

function find(name: string): unknown {
  return document.querySelector('object[type="application/oipf' + name + '"]')
}
