import { RuleTester } from 'eslint'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, it } from 'vitest'
import tseslint from 'typescript-eslint'
import { rooms } from '../../../scripts/eslint/rooms.mjs'

Object.assign(RuleTester, { afterAll, describe, it })

const root = fileURLToPath(new URL('../../..', import.meta.url))
const tester = new RuleTester({ languageOptions: { parser: tseslint.parser as never, sourceType: 'module' } })

function file(name: string, code: string) {
  return { name: `${name}: ${code}`, filename: path.join(root, name), code }
}

tester.run('direction', rooms.rules.direction as never, {
  valid: [
    file('src/tracker.ts', "import { v4 } from 'uuid'"),
    file('src/tracker.ts', "import { createQueue } from './queue/queue.ts'"),
    file('platforms/web/stores.ts', "import { get } from 'idb-keyval'"),
    file('platforms/browser/index.ts', "import { html5 } from '../../players/html5/index.ts'"),
    file('platforms/auto/script.ts', "import { avplay } from '../../players/avplay/index.ts'"),
    file('platforms/tizen/device-id.ts', "import { createTimers } from '../web/timers.ts'"),
    file('players/html5/index.ts', "import type { PlayerHook } from '../../src/ports/player-hook.ts'"),
    file('inspector/panel.ts', "import type { Inspection } from '../src/api.ts'"),
    file('tools/emulator/index.ts', "import Fastify from 'fastify'"),
    file('demo-app/app/main.ts', "import { createTracker } from 'ctv-tracker/browser'"),
    file('test/unit/x.test.ts', "import { createTracker } from '../../src/index.ts'"),
  ],
  invalid: [
    [file('src/tracker.ts', "import { get } from 'idb-keyval'"), 'package'],
    [file('src/queue/queue.ts', "import { store } from '../../platforms/web/stores.ts'"), 'room'],
    [file('src/tracker.ts', "export { html5 } from '../players/html5/index.ts'"), 'room'],
    [file('src/tracker.ts', "type Html5 = import('../players/html5/index.ts').Html5"), 'room'],
    [file('platforms/web/ports.ts', "import { html5 } from '../../players/html5/index.ts'"), 'room'],
    [file('platforms/tizen/index.ts', "import { avplay } from '../../players/avplay/index.ts'"), 'room'],
    [file('platforms/tizen/device-id.ts', "import { x } from '../webos/device-id.ts'"), 'room'],
    [file('platforms/web/ports.ts', "import { v4 } from 'uuid'"), 'package'],
    [file('players/html5/index.ts', "import { x } from '../../platforms/web/timers.ts'"), 'room'],
    [file('inspector/panel.ts', "import { createMeter } from '../src/engagement/index.ts'"), 'typesOnly'],
    [file('tools/emulator/index.ts', "import type { Tracker } from '../../src/api.ts'"), 'room'],
    [file('demo-app/app/main.ts', "import { createTracker } from '../../platforms/browser/index.ts'"), 'room'],
  ].map(([entry, messageId]) => ({
    ...(entry as ReturnType<typeof file>),
    errors: [{ messageId: messageId as string }],
  })),
})
