/**
 * Runs one scenario in a thread of its own.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { simulate } from './simulation.mjs'

const { policyCode, plan } = workerData
const policy = await import(`data:text/javascript,${encodeURIComponent(policyCode)}`)
parentPort.postMessage(simulate(policy, plan))
