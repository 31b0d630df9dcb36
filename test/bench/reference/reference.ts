import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { probePages } from '../../support/program/page-probe.ts';
import type { PageOptions } from '../../support/program/person.ts';
import type { SfuAddress } from './sfu.ts';

/** A running reference server and its pages. */
export interface Reference {
  /** Opens a page in a context of its own and waits until it is ready. */
  open(): Promise<Page>;
  close(): Promise<void>;
}

export interface ReferenceOptions {
  /** Address at which pages reach its SFU, if there is a relay in front of it. */
  sfu?: SfuAddress;
  page?: PageOptions;
}

/** Starts the reference server of this kind in a separate process. */
export async function startReference(
  browser: Browser,
  kind: 'peer' | 'sfu' | 'ring' | 'break',
  { sfu, page: options }: ReferenceOptions = {},
): Promise<Reference> {
  const more = sfu ? [String(sfu.port), sfu.announcedAddress] : [];
  const server = fork(fileURLToPath(new URL('./server.ts', import.meta.url)), [kind, ...more]);
  const failed = once(server, 'exit').then(([code]) => {
    throw new Error(`the reference server exited with ${code}`);
  });
  failed.catch(() => undefined);
  const [{ url }] = (await Promise.race([once(server, 'message'), failed])) as [{ url: string }];
  return {
    async open() {
      const context = await browser.newContext(options?.context);
      await probePages(context);
      await options?.prepare?.(context);
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
