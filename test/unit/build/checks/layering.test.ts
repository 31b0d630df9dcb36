import { describe, expect, it } from 'vitest';
import { findBreaches } from '../../../../build/checks/layering-breaches.mjs';

/** Breaks each rule once: file, its text, a part of the expected message. */
const broken: [title: string, file: string, source: string, says: string][] = [
  ['protocol importing another package', 'protocol/a.ts', "import ws from 'ws';", 'npm:ws'],
  ['protocol importing a Node module', 'protocol/a.ts', "import fs from 'node:fs';", 'node:fs'],
  [
    'protocol importing another folder',
    'protocol/a.ts',
    "import { b } from '../server/b.ts';",
    'server/b.ts',
  ],
  [
    'server importing electron',
    'server/a.ts',
    "import { b } from '../electron/core/b.ts';",
    'electron/core/b.ts',
  ],
  [
    'server importing renderer by type',
    'server/a.ts',
    "import type { B } from '../renderer/b.ts';",
    'renderer/b.ts',
  ],
  [
    'server importing renderer by a type expression',
    'server/a.ts',
    "type B = import('../renderer/b.ts').B;",
    'renderer/b.ts',
  ],
  [
    'electron importing server',
    'electron/core/a.ts',
    "export { b } from '../../server/b.ts';",
    'server/b.ts',
  ],
  ['electron importing renderer', 'electron/main.ts', "await import('../renderer/b.ts');", 'renderer/b.ts'],
  ['renderer importing server', 'renderer/a.ts', "export * from '../server/b.ts';", 'server/b.ts'],
  [
    'renderer importing electron',
    'renderer/media/a.ts',
    "import '../../electron/core/b.ts';",
    'electron/core/b.ts',
  ],
  ['build importing protocol', 'build/a.mjs', "import '../protocol/b.ts';", 'protocol/b.ts'],
  ['core importing a Node module', 'electron/core/a.ts', "import { join } from 'node:path';", 'node:path'],
  ['core importing shell', 'electron/core/a.ts', "import '../shell/port.ts';", 'electron/shell/port.ts'],
  ['core importing main', 'electron/core/a.ts', "import '../main-browser.ts';", 'electron/main-browser.ts'],
  ['shell importing main', 'electron/shell/browser/a.ts', "import '../../main.ts';", 'electron/main.ts'],
  [
    'core importing the package electron',
    'electron/core/a.ts',
    "import { app } from 'electron';",
    'npm:electron',
  ],
  [
    'the browser shell importing electron',
    'electron/shell/browser/a.ts',
    "import 'electron/main';",
    'npm:electron/main',
  ],
  ['state importing views', 'renderer/state/state.ts', "import '../views/a.tsx';", 'renderer/views/a.tsx'],
  [
    'the bridge importing state',
    'renderer/bridge/bridge.ts',
    "import '../state/state.ts';",
    'renderer/state/state.ts',
  ],
  ['the bridge importing views', 'renderer/bridge/a.ts', "import '../views/a.tsx';", 'renderer/views/a.tsx'],
  ['media importing state', 'renderer/media/a.ts', "import '../state/state.ts';", 'renderer/state/state.ts'],
  ['media importing views', 'renderer/media/a.ts', "import '../views/a.tsx';", 'renderer/views/a.tsx'],
  ['views importing media', 'renderer/views/a.tsx', "import '../media/sfu.ts';", 'renderer/media/sfu.ts'],
  ['birpc outside the bridge', 'renderer/main.tsx', "import 'birpc';", 'npm:birpc'],
  ['WebSocket outside the bridge', 'renderer/state/state.ts', "new WebSocket('ws://x');", 'WebSocket'],
  [
    'mediasoup outside server/media',
    'server/calls.ts',
    "import type { Router } from 'mediasoup/types';",
    'npm:mediasoup/types',
  ],
  [
    'mediasoup-client outside renderer/media',
    'renderer/state/state.ts',
    "await import('mediasoup-client');",
    'npm:mediasoup-client',
  ],
  ['a default export', 'server/a.ts', 'export default 1;', 'default export'],
  ['a default export by name', 'server/a.ts', 'const a = 1; export { a as default };', 'default export'],
  ['a file of 401 lines', 'test/a.ts', '\n'.repeat(401), '401 lines'],
  ['a file named utils', 'server/utils.ts', '', 'vague name'],
  ['a file named call-helpers', 'renderer/call-helpers.tsx', '', 'vague name'],
  ['a file named common', 'protocol/common.ts', '', 'vague name'],
  ['a file named window-manager', 'electron/shell/window-manager.ts', '', 'vague name'],
];

async function breachesOf(files: Record<string, string>): Promise<string[]> {
  return (await findBreaches(files)).map(({ text }) => text);
}

describe('layering', () => {
  it.each(broken)('%s is refused', async (_, file, source, says) => {
    expect(await breachesOf({ [file]: source })).toEqual([expect.stringContaining(says)]);
  });

  it.each([
    ['navigator.mediaDevices.getUserMedia({ audio: true });'],
    ["navigator.mediaDevices['getUserMedia']({ audio: true });"],
    ['const { getDisplayMedia } = navigator.mediaDevices;'],
  ])('[LEASE-1] %s outside renderer/media is refused', async (source) => {
    expect(await breachesOf({ 'renderer/views/a.tsx': source })).toEqual([
      expect.stringContaining('LEASE-1'),
    ]);
    expect(await breachesOf({ 'renderer/media/a.ts': source })).toEqual([]);
  });

  it.each(['renderer/views/a.tsx', 'renderer/media/elements/a.tsx'])(
    '[LEASE-1] a copy of a track that is made in %s is refused',
    async (file) => {
      expect(await breachesOf({ [file]: 'track.clone();' })).toEqual([expect.stringContaining('LEASE-1')]);
      expect(await breachesOf({ 'renderer/media/devices/lease.ts': 'track.clone();' })).toEqual([]);
    },
  );

  it('lets everyone do what the architecture allows', async () => {
    const tree = {
      'protocol/a.ts': "import { z } from 'zod'; import './ids.ts';",
      'server/media/worker.ts': "import { createWorker } from 'mediasoup'; import '../../protocol/a.ts';",
      'electron/main.ts': "import { app } from 'electron'; import './core/a.ts'; import './shell/port.ts';",
      'electron/shell/browser/window.ts': "import '../../core/a.ts'; import '../port.ts'; import 'ws';",
      'renderer/bridge/bridge.ts': "import { createBirpc } from 'birpc'; new WebSocket('ws://x');",
      'renderer/state/state.ts': "import '../bridge/bridge.ts';",
      'renderer/views/a.tsx': "import '../state/state.ts'; import '../media/elements/video.tsx';",
      'renderer/media/sfu.ts': "const { Device } = await import('mediasoup-client');",
      'vitest.config.ts': 'export default {};',
      'test/a.ts': '\n'.repeat(400),
    };
    expect(await breachesOf(tree)).toEqual([]);
  });

  it('names the file when a source cannot be parsed', async () => {
    await expect(findBreaches({ 'server/a.ts': 'const = 1' })).rejects.toThrow('server/a.ts');
  });

  it('refuses files that import each other in a cycle, type imports included, and prints the shortest', async () => {
    const tree = {
      'server/a.ts': "import './b.ts';",
      'server/b.ts': "import type { C } from './c.ts'; import './d.ts';",
      'server/c.ts': "import './a.ts';",
      'server/d.ts': "import './c.ts';",
      'server/outside.ts': "import './a.ts';",
    };
    expect(await findBreaches(tree)).toEqual([
      {
        kind: 'cycle',
        text: 'server/a.ts → server/b.ts → server/c.ts → server/a.ts: import each other in a cycle',
      },
    ]);
  });

  it('prints cycles that do not touch each other one by one', async () => {
    const tree = {
      'protocol/a.ts': "import './b.ts';",
      'protocol/b.ts': "export type { A } from './a.ts';",
      'renderer/a.ts': "import './b.ts'; import '../protocol/a.ts';",
      'renderer/b.ts': "import './a.ts';",
    };
    expect(await breachesOf(tree)).toEqual([
      expect.stringMatching(/^protocol\/a.ts/),
      expect.stringMatching(/^renderer\/a.ts/),
    ]);
  });

  it('refuses a seventeenth source file in a folder, not counting its inner folders', async () => {
    const tree = Object.fromEntries(Array.from({ length: 16 }, (_, at) => [`renderer/views/f${at}.tsx`, '']));
    expect(await breachesOf({ ...tree, 'renderer/views/ui/a.tsx': '' })).toEqual([]);
    expect(await findBreaches({ ...tree, 'renderer/views/a.ts': '' })).toEqual([
      { kind: 'folder', text: 'renderer/views/: has 17 source files; 16 at most' },
    ]);
  });

  it.each([
    ['another feature of core', 'electron/core/messages/a.ts', '../calls/inner/b.ts'],
    ['the composition of core', 'electron/core/wiring.ts', './calls/inner/b.ts'],
    ['the shell', 'electron/shell/a.ts', '../core/calls/inner/b.ts'],
  ])('refuses that %s imports an internal file of a feature of core', async (_, file, target) => {
    expect(await findBreaches({ [file]: `import '${target}';` }, {})).toEqual([
      {
        kind: 'internal',
        text: `${file}: imports electron/core/calls/inner/b.ts; it is internal to its feature`,
      },
    ]);
    expect(await findBreaches({ [file]: `import '${target.replace('inner/', '')}';` }, {})).toEqual([]);
  });

  it('lets a feature of core publish the files that it lists, and no others', async () => {
    const tree = {
      'electron/core/messages/a.ts': "import '../calls/sessions/session.ts';",
      'electron/core/messages/b.ts': "import '../calls/dialog.ts';",
    };
    expect(await findBreaches(tree, { calls: ['sessions/session.ts'] })).toEqual([
      expect.objectContaining({ kind: 'internal', text: expect.stringContaining('core/calls/dialog.ts') }),
    ]);
  });

  it('lets a feature of core and the tests import its internals', async () => {
    const tree = {
      'electron/core/calls/a.ts': "import './inner/b.ts';",
      'electron/core/calls/other/a.ts': "import '../inner/b.ts';",
      'test/unit/electron/core/calls/a.test.ts': "import '../../../../../electron/core/calls/inner/b.ts';",
    };
    expect(await breachesOf(tree)).toEqual([]);
  });
});
