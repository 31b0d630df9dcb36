/**
 * Who may import whom, and what may be named where (docs/architecture.md, "Folders").
 * A place is a folder (`server/`), a file, or the start of a name (`electron/main*`); `npm:x` is a package with its
 * subpaths. `only` lists all that the files may import; `not` what they may not; `except` takes files out.
 */
export const importRules = [
  {
    files: ['protocol/'],
    only: ['protocol/', 'npm:zod'],
    because: 'protocol imports zod and its own files, nothing else',
  },
  {
    files: ['server/'],
    not: ['electron/', 'renderer/', 'build/', 'test/'],
    because: 'server imports protocol and itself',
  },
  {
    files: ['electron/'],
    not: ['server/', 'renderer/', 'build/', 'test/'],
    because: 'electron imports protocol and itself',
  },
  {
    files: ['renderer/'],
    not: ['server/', 'electron/', 'build/', 'test/'],
    because: 'renderer imports protocol and itself',
  },
  {
    files: ['build/'],
    not: ['protocol/', 'server/', 'electron/', 'renderer/', 'test/'],
    because: 'build runs before all else',
  },

  {
    files: ['electron/core/'],
    not: ['electron/shell/', 'electron/main*'],
    because: 'main → shell → core, never back',
  },
  {
    files: ['electron/core/'],
    not: ['node:*'],
    because: 'core can also run inside a page',
  },
  { files: ['electron/shell/'], not: ['electron/main*'], because: 'main → shell → core, never back' },
  {
    files: ['protocol/', 'server/', 'electron/', 'renderer/'],
    except: ['electron/main.ts', 'electron/preload.ts', 'electron/shell/electron/'],
    not: ['npm:electron'],
    because: 'only main.ts, preload.ts and shell/electron know Electron',
  },

  { files: ['renderer/state/'], not: ['renderer/views/'], because: 'views → state → bridge, never back' },
  {
    files: ['renderer/bridge/'],
    not: ['renderer/views/', 'renderer/state/'],
    because: 'views → state → bridge, never back',
  },
  {
    files: ['renderer/media/'],
    not: ['renderer/views/', 'renderer/state/'],
    because: 'media is driven by orders',
  },
  {
    files: ['renderer/views/'],
    not: ['renderer/media/'],
    butMay: ['renderer/media/elements/'],
    because: 'views touch media only for elements to play',
  },
  {
    files: ['renderer/'],
    except: ['renderer/bridge/'],
    not: ['npm:birpc'],
    because: 'the bridge is the only user of the RPC',
  },

  {
    files: ['protocol/', 'server/', 'electron/', 'renderer/'],
    except: ['server/media/'],
    not: ['npm:mediasoup'],
    because: 'only server/media knows mediasoup',
  },
  {
    files: ['protocol/', 'server/', 'electron/', 'renderer/'],
    except: ['renderer/media/'],
    not: ['npm:mediasoup-client'],
    because: 'only renderer/media knows mediasoup-client',
  },
];

/** Names that may be used in some places only. */
export const nameRules = [
  {
    names: ['getUserMedia', 'getDisplayMedia'],
    files: ['protocol/', 'server/', 'electron/', 'renderer/'],
    except: ['renderer/media/'],
    because: 'capture devices are opened in renderer/media only, with a lease (LEASE-1)',
  },
  {
    names: ['clone'],
    files: ['renderer/'],
    except: ['renderer/media/devices/lease.ts'],
    because: 'a lease makes the copies of its tracks, and enters each (LEASE-1)',
  },
  {
    names: ['WebSocket'],
    files: ['renderer/'],
    except: ['renderer/bridge/'],
    because: 'the bridge is the only user of the RPC',
  },
];

/** Folders within which no files import each other in a cycle. Type imports count. */
export const cycleFolders = ['protocol/', 'server/', 'electron/', 'renderer/', 'build/'];

/** A folder with more files than this should be divided. Only source files directly inside it count. */
export const folderRules = {
  folders: ['protocol/', 'server/', 'electron/', 'renderer/', 'build/', 'test/'],
  maxFiles: 16,
};

/**
 * Each folder inside `folder` is a feature. Its public files may be imported from anywhere in `importers`, the others
 * only from the feature itself. A feature that is not listed in `publicFiles` publishes the files directly in its
 * folder and none from its inner folders.
 */
export const featureRules = {
  folder: 'electron/core/',
  importers: ['electron/'],
  /** @type {Record<string, string[]>} by feature, paths from its folder */
  publicFiles: {
    calls: [
      'call-commands.ts',
      'call-waiting.ts',
      'conference-invitation/conference-invitation.ts',
      'history.ts',
      'screen-sharing.ts',
      'sessions.ts',
      'session/session.ts',
      'session/session-endings.ts',
      'session/session-facts.ts',
    ],
    conferences: [
      'conference-commands.ts',
      'conference-invitations.ts',
      'conferences.ts',
      'preview.ts',
      'sfu-capabilities.ts',
      'stay/stay.ts',
      'stay/stay-events.ts',
    ],
  },
};

/** Rules for every file. */
export const fileRules = {
  folders: ['protocol', 'server', 'electron', 'renderer', 'build', 'test'],
  extensions: ['.ts', '.tsx', '.mjs'],
  maxLines: 400,
  refusedName: /(^|[-.])(utils?|helpers?|common|managers?)([-.]|$)/,
  mayExportDefault: /\.config\.(ts|mjs)$/,
};

/**
 * Breaches that are still allowed, by kind. The numbers only fall; a kind that reaches 0 is deleted here.
 * @type {Partial<Record<import('./layering-breaches.mjs').Breach['kind'], number>>}
 */
export const notYet = {};
