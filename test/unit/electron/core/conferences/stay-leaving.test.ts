import { beforeEach, describe, expect, test } from 'vitest';
import { type ErrorCode, ParleyError } from '../../../../../protocol/errors.ts';
import { BOTH } from '../../../../support/core/calls.ts';
import { ClientWorld } from '../../../../support/core/client-world.ts';
import { ConferenceCalls, conferenceId } from '../../../../support/core/conference-calls.ts';
import { chatMessage, OFF } from '../../../../support/core/conference-replies.ts';
import { settled } from '../../../../support/core/fake-clock.ts';
import type { FakePage } from '../../../../support/core/fake-page.ts';

let world: ClientWorld;
let page: FakePage;
let calls: ConferenceCalls;

beforeEach(async () => {
  world = new ClientWorld();
  page = await world.signedInPage();
  calls = new ConferenceCalls(world, page);
  await calls.join('conference-1', { media: BOTH });
});

const leave = () => page.send('leave-conference', { conferenceId });
const leaves = () => calls.requests('conference.leave');
const refuse = (code: ErrorCode) =>
  world.signaling.when('conference.leave', async () => {
    throw new ParleyError(code, 'refused');
  });

describe('a leave closes what the conference contains, then leaves it', () => {
  test.each(['release-lease', 'close-carriage'] as const)(
    '[CONF-4] the server is asked when the page has answered "%s"',
    async (order) => {
      let answer = () => {};
      page.when(order, async () => {
        await new Promise<void>((resolve) => (answer = resolve));
        return { released: [] };
      });
      const left = leave();
      await settled();
      expect(page.heard.slice(-2)).toEqual(['release-lease', 'close-carriage']);
      expect(calls.stay).toMatchObject({ state: 'leaving', local: OFF });
      expect(leaves()).toHaveLength(0);
      answer();
      await left;
      expect(leaves()).toEqual([{ conferenceId }]);
      expect(calls.stay.state).toBe('exited');
    },
  );

  test('[CONF-4] a shared screen ends with it, and the chat takes nothing more', async () => {
    await page.send('share-in-conference', { conferenceId });
    page.when('release-lease', () => new Promise(() => {}));
    void leave();
    await settled();
    expect(calls.stay.local).toEqual(OFF);
    world.notice({ name: 'chat-received', data: { conferenceId, message: chatMessage(1) } });
    expect(world.client.state.chat?.messages).toEqual([]);
  });

  test('[CONF-4] a page that hangs keeps nobody in: the server is asked after a second', async () => {
    page.when('release-lease', () => new Promise(() => {}));
    const left = leave();
    await world.clock.advance(999);
    expect(leaves()).toHaveLength(0);
    await world.clock.advance(1);
    await left;
    expect(calls.stay.state).toBe('exited');
    expect(world.clock.pending).toBe(0);
  });

  test('[CONF-4] a page that refuses keeps nobody in either', async () => {
    page.when('close-carriage', async () => {
      throw new ParleyError('MEDIA_FAILED', 'no');
    });
    await leave();
    expect(calls.stay.state).toBe('exited');
  });

  test('[LEASE-5] without a page it leaves at once', async () => {
    page.close();
    await settled();
    expect(leaves()).toHaveLength(1);
    expect(calls.stay.state).toBe('exited');
  });

  test('[CONF-5] [LEASE-5] whoever signs out while the leave is on its way waits for it', async () => {
    let answer = () => {};
    page.when('release-lease', async () => {
      await new Promise<void>((resolve) => (answer = resolve));
      return { released: [] };
    });
    void leave();
    const signedOut = page.send('sign-out', {});
    await settled();
    expect(world.client.state.registration.state).toBe('registered');
    answer();
    await signedOut;
    expect(leaves()).toHaveLength(1);
    expect(calls.exits).toEqual([{ reason: 'left', code: 0 }]);
  });

  test('[CONF-5] who is removed while the page closes is removed, and does not ask to leave', async () => {
    page.when('release-lease', () => new Promise(() => {}));
    const left = leave();
    const ending = { reason: 'removed', by: 'them' } as const;
    world.notice({ name: 'conference-exited', data: { conferenceId, ending } });
    await world.clock.advance(1_000);
    await left;
    expect(leaves()).toHaveLength(0);
    expect(calls.stay.ending).toEqual(ending);
    expect(calls.exits).toEqual([{ reason: 'removed', code: 1 }]);
  });
});

describe('a leave that fails', () => {
  beforeEach(async () => {
    refuse('SERVER_INTERNAL');
    await expect(leave()).rejects.toMatchObject({ code: 'SERVER_INTERNAL' });
  });

  test('[CONF-6] leaves the stay connected with its reason, and the devices given back', () => {
    expect(calls.stay).toMatchObject({
      ...{ state: 'connected', local: OFF, error: { code: 'SERVER_INTERNAL' } },
    });
    expect(page.heard.filter((name) => name === 'release-lease')).toHaveLength(1);
    expect(world.logged).toContainEqual({ message: 'leave-failed', facts: { code: 'SERVER_INTERNAL' } });
    expect(calls.exits).toEqual([]);
  });

  test('[CONF-6] opens no device again, nor a screen', async () => {
    const data = { leaseId: calls.stay.leaseId, source: 'camera', on: true } as const;
    const gone = { code: 'MEDIA_OBJECT_UNKNOWN' };
    await expect(page.send('set-source', data)).rejects.toMatchObject(gone);
    await expect(page.send('share-in-conference', { conferenceId })).rejects.toMatchObject(gone);
    expect(page.heard).not.toContain('open-screen');
  });

  test('[CONF-6] [CONF-11] goes on with the chat, and misses none of it', async () => {
    const message = chatMessage(2);
    world.notice({ name: 'chat-received', data: { conferenceId, message } });
    expect(calls.requests('conference.read-chat')).toHaveLength(2);
    expect(world.client.state.chat?.messages).toEqual([message]);
  });

  test('[CONF-6] can be tried again', async () => {
    world.signaling.when('conference.leave', async () => ({ stillIn: [] }));
    await leave();
    expect(calls.stay).toMatchObject({ state: 'exited', ending: { reason: 'left' }, stillIn: [] });
    expect(calls.stay).not.toHaveProperty('error');
    expect(page.heard.filter((name) => name === 'close-carriage')).toHaveLength(1);
    expect(calls.exits).toEqual([{ reason: 'left', code: 0 }]);
  });

  test.each(['CONFERENCE_NOT_JOINED', 'CONFERENCE_ENDED', 'CONFERENCE_UNKNOWN'] as const)(
    '[CONF-6] a retry that finds the stay gone (%s) counts as left',
    async (code) => {
      refuse(code);
      await leave();
      expect(calls.stay).toMatchObject({ state: 'exited', ending: { reason: 'left', by: 'you' } });
      expect(calls.exits).toEqual([{ reason: 'left', code: 0 }]);
    },
  );
});

describe('one event ends a stay', () => {
  test.each([
    ['left', 0, undefined],
    ['removed', 1, 'Bye'],
    ['ended', 2, 'Thank you all'],
    ['connection-lost', 2, undefined],
  ] as const)('[CONF-5] %s is %i', async (reason, code, text) => {
    const ending = { reason, by: 'them', ...(text && { text }) } as const;
    for (const _ of [1, 2]) world.notice({ name: 'conference-exited', data: { conferenceId, ending } });
    await settled();
    expect(calls.stay.ending).toEqual(ending);
    expect(calls.exits).toEqual([{ reason: code === 2 ? 'ended' : reason, code }]);
  });
});
