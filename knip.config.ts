/** A run with --production leaves the tests out: what only they import is unused, unless its own file uses it too. */
const withoutTests = process.argv.includes('--production');

/** Files that a program, a page or a child process starts with. `!` marks those of the product. */
export default {
  entry: [
    'build/*.mjs!',
    'build/worker/{ensure-worker,prepare-worker}.mjs!',
    'electron/{main,main-browser,preload}.ts!',
    'renderer/main.tsx!',
    'renderer/worker/notification-worker.ts!',
    'server/main.ts!',
    'test/{bench,demo}/main.ts',
    'test/bench/reference/{*-page,server,window}.ts',
    'test/support/renderer/check-*.mjs',
    'test/support/renderer/media-loop/{main,later,carrying,double-listener}.{ts,tsx}',
    'test/support/renderer/stories/main.tsx',
  ],
  project: [
    '{protocol,server,electron,renderer}/**/*.{ts,tsx}!',
    'build/**/*.mjs!',
    'test/**/*.{ts,tsx,mjs}',
  ],
  ignoreExportsUsedInFile: withoutTests || { interface: true, type: true },
  // System commands, from the packages of the distribution.
  ignoreBinaries: ['dpkg', 'unshare', 'setpriv', 'dbus-daemon', 'Xvfb'],
  // Loaded by its path within the package.
  ignoreDependencies: ['axe-core'],
};
