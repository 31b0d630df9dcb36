import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Fetch } from '../../../../../electron/core/ports.ts';
import { lockProfile } from '../../../../../electron/shell/browser/profile-lock.ts';

const first = { pid: 100, port: 5_001, secret: 'secret-of-the-first' };
const second = { pid: 200, port: 5_002, secret: 'secret-of-the-second' };
let folder: string;
const held = () => JSON.parse(readFileSync(path.join(folder, 'lock.json'), 'utf8'));

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'parley-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const refuse: Fetch = async () => {
  throw new TypeError('fetch failed');
};
const take = (own: typeof first, { fetch = refuse, alive = true } = {}) =>
  lockProfile({ folder, own, fetch, isRunning: () => alive });

describe('one Parley per profile', () => {
  test('[LEASE-5] the profile is locked and unlocked', async () => {
    const unlock = await take(first);
    expect(held()).toEqual(first);
    unlock();
    unlock();
    expect(existsSync(path.join(folder, 'lock.json'))).toBe(false);
  });

  test('[LEASE-5] a second start of the same profile asks the first one to show its window, and fails', async () => {
    await take(first);
    const asked: unknown[] = [];
    const fetch: Fetch = async (url, init) => {
      asked.push(url, init?.method, init?.headers);
      return Response.json({ url: 'http://127.0.0.1:5001/?token=fresh' });
    };
    await expect(take(second, { fetch })).rejects.toMatchObject({
      code: 'PROFILE_IN_USE',
      context: { url: 'http://127.0.0.1:5001/?token=fresh' },
    });
    const authorization = 'Bearer secret-of-the-first';
    expect(asked).toEqual(['http://127.0.0.1:5001/show', 'POST', { authorization }]);
    expect(held()).toEqual(first);
  });

  test('[LEASE-5] a Parley that is too busy to reply keeps its profile', async () => {
    await take(first);
    const fetch: Fetch = async () => {
      throw new DOMException('too late', 'TimeoutError');
    };
    await expect(take(second, { fetch })).rejects.toMatchObject({ code: 'PROFILE_IN_USE' });
  });

  test.each([
    ['its process is gone', { alive: false }],
    ['its process ID belongs to another program', { fetch: refuse }],
    ['another program has its port', { fetch: (async () => new Response('', { status: 403 })) as Fetch }],
  ])('[LEASE-5] a stale lock is replaced: %s', async (_what, world) => {
    const unlockStale = await take(first);
    const unlock = await take(second, world);
    expect(held()).toEqual(second);
    unlockStale();
    expect(held()).toEqual(second);
    unlock();
  });

  test('[LEASE-5] a damaged lock is replaced', async () => {
    writeFileSync(path.join(folder, 'lock.json'), '{');
    await take(second);
    expect(held()).toEqual(second);
  });
});
