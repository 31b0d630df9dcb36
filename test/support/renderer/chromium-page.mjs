import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { createServer } from 'vite';
import { CHROMIUM_SWITCHES, chromiumPath } from '../program/chromium.ts';

/**
 * Serves a folder with Vite and opens its pages in the system's Chromium.
 * @param {string} folder relative to this file
 * @returns {Promise<{ url: string, browser: import('playwright-core').Browser, close(): Promise<void> }>}
 */
export async function openChromium(folder) {
  const root = new URL(`${folder}/`, import.meta.url).pathname;
  const server = await createServer({
    root,
    configFile: false,
    logLevel: 'warn',
    cacheDir: join(tmpdir(), `parley-vite-${folder}-${process.pid}`),
    server: { host: '127.0.0.1', port: 0, hmr: false, fs: { strict: false } },
    optimizeDeps: { include: [], noDiscovery: false },
  });
  await server.listen();
  const browser = await chromium.launch({
    executablePath: chromiumPath(),
    args: [...CHROMIUM_SWITCHES],
    chromiumSandbox: false,
  });
  const url = server.resolvedUrls?.local[0] ?? '';
  return {
    url,
    browser,
    async close() {
      await browser.close();
      await server.close();
    },
  };
}
