import path from 'node:path';
import { root } from '../files/paths.mjs';
import { withoutJsonSchema } from './zod-json-schema.mjs';

/**
 * The bundles, by their folder in `dist/`. A change in one of the folders in `sources` requires a new bundle.
 * `parts` are built one after the other into the same folder. Each has its entries and its Vite configuration.
 */
export const programs = {
  renderer: {
    sources: ['protocol', 'renderer'],
    parts: [
      { entries: { index: 'renderer/index.html' }, config: renderer },
      { entries: { 'notification-worker': 'renderer/worker/notification-worker.ts' }, config: serviceWorker },
    ],
  },
  server: {
    sources: ['protocol', 'server'],
    parts: [{ entries: { main: 'server/main.ts' }, config: nodeModule }],
  },
  electron: {
    sources: ['protocol', 'electron'],
    parts: [
      {
        entries: { main: 'electron/main.ts', 'main-browser': 'electron/main-browser.ts' },
        config: nodeModule,
      },
      { entries: { preload: 'electron/preload.ts' }, config: preload },
    ],
  },
};

function renderer({ outDir }) {
  return {
    root: path.join(root, 'renderer'),
    base: './',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    plugins: [withoutJsonSchema()],
    build: { outDir, target: 'chrome130', modulePreload: { polyfill: false }, reportCompressedSize: false },
  };
}

/** A separate classic script next to the page, since a service worker's scope is the folder that it is served from. */
function serviceWorker({ outDir, entries }) {
  return {
    root,
    publicDir: false,
    build: {
      outDir,
      target: 'chrome130',
      modulePreload: false,
      reportCompressedSize: false,
      rolldownOptions: {
        input: entries,
        output: { format: 'iife', entryFileNames: '[name].js', codeSplitting: false },
      },
    },
  };
}

function nodeModule({ outDir, entries }) {
  return {
    root,
    ssr: { target: 'node', noExternal: true, external: ['mediasoup', 'electron'] },
    build: {
      ssr: true,
      outDir,
      target: 'node24',
      sourcemap: true,
      minify: false,
      rolldownOptions: {
        input: entries,
        output: {
          format: 'es',
          entryFileNames: '[name].js',
          chunkFileNames: 'chunks/[name]-[hash].js',
        },
      },
    },
  };
}

function preload({ outDir, entries }) {
  const config = nodeModule({ outDir, entries });
  config.build.rolldownOptions.output = { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false };
  return config;
}
