import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { probePages } from '../../support/page-probe.ts';

/** A running reference server and the way to its pages. */
export interface Reference {
  /** Opens a page in a context of its own and waits until it is ready. */
  open(): Promise<Page>;
  close(): Promise<void>;
}

/** Starts the reference of this kind in a process of its own. */
export async function startReference(browser: Browser, kind: 'peer' | 'sfu' | 'ring'): Promise<Reference> {
  const server = fork(fileURLToPath(new URL('./server.ts', import.meta.url)), [kind]);
  const [{ url }] = (await once(server, 'message')) as [{ url: string }];
  return {
    async open() {
      const context = await browser.newContext();
      await probePages(context);
      const page = await context.newPage();
      await page.goto(url);
      await page.waitForSelector('body[data-state=ready]');
      return page;
    },
    async close() {
      const gone = once(server, 'exit');
      server.disconnect();
      await gone;
    },
  };
}
