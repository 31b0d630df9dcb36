import { beforeEach, describe, expect, test } from 'vitest';
import { ParleyError } from '../../../../../../protocol/errors.ts';
import type { RequestReply } from '../../../../../../protocol/signaling/requests.ts';
import { BOTH } from '../../../../../support/core/calls.ts';
import { ClientWorld } from '../../../../../support/core/client-world.ts';
import { ConferenceCalls, conferenceId } from '../../../../../support/core/conference-calls.ts';
import {
  joinedReply,
  OFF,
  OWN_ID,
  waitingReply,
} from '../../../../../support/core/fakes/conference-replies.ts';
import type { FakePage } from '../../../../../support/core/fakes/fake-page.ts';
import { settled } from '../../../../../support/fake-clock.ts';

let world: ClientWorld;
let page: FakePage;
let calls: ConferenceCalls;

beforeEach(async () => {
  world = new ClientWorld();
  page = await world.signedInPage();
  calls = new ConferenceCalls(world, page);
});

const joins = () => calls.requests('conference.join');
const opened = () => calls.orders('open-sources');

describe('in the waiting room', () => {
  test('[CONF-8] nothing is open, nothing is carried, nobody is seen', async () => {
    await calls.waits({ media: BOTH });
    expect(calls.stay).toMatchObject({
      state: 'waiting',
      participantId: OWN_ID,
      participants: [],
      local: OFF,
      conference: { title: 'Standup', link: 'parley://join/x' },
    });
    expect(page.heard.at(-1)).toBe('release-lease');
    expect(page.heard).not.toContain('sfu-open');
    expect(world.signaling.heard).not.toContain('conference.read-chat');
    expect(world.client.state).toMatchObject({ speakers: null, chat: null });
    await expect(page.send('set-source', device(calls.stay.leaseId))).rejects.toMatchObject({
      code: 'MEDIA_OBJECT_UNKNOWN',
    });
  });

  test('[CONF-8] devices that open after the wait began are released', async () => {
    let open = () => {};
    page.when('open-sources', async () => {
      await new Promise<void>((resolve) => (open = resolve));
      return { microphone: { open: true }, camera: { open: true } };
    });
    await calls.waits({ media: BOTH });
    open();
    await settled();
    expect(calls.stay.local).toEqual(OFF);
    expect(page.heard.at(-1)).toBe('release-lease');
  });

  test('[CONF-8] an admitted user joins again, with the wanted devices and without the passcode', async () => {
    await calls.waits({ media: BOTH, passcode: '1234' });
    const { leaseId } = calls.stay;
    calls.letIn();
    await calls.admitted();
    expect(joins()).toMatchObject([{ passcode: '1234' }, { conferenceId }]);
    expect(joins()[1]).toMatchObject({ passcode: undefined });
    expect(calls.stay).toMatchObject({
      state: 'connected',
      participantId: OWN_ID,
      local: { microphone: 'on', camera: 'on' },
    });
    expect(calls.stay.leaseId).not.toBe(leaseId);
    expect(opened()).toMatchObject([{ leaseId }, { leaseId: calls.stay.leaseId, media: BOTH }]);
    expect(page.latest('sfu-open').leaseId).toBe(calls.stay.leaseId);
  });

  test('[CONF-8] an admission that overtakes the reply is not lost', async () => {
    const replies: RequestReply<'conference.join'>[] = [
      waitingReply(conferenceId),
      joinedReply(conferenceId),
    ];
    world.signaling.when('conference.join', async () => {
      if (replies.length === 2) world.notice({ name: 'conference-admitted', data: { conferenceId } });
      return replies.shift() as RequestReply<'conference.join'>;
    });
    await calls.join();
    expect(calls.stay.state).toBe('connected');
    expect(joins()).toHaveLength(2);
  });

  test('[CONF-8] [CONF-5] a user who is denied admission counts as removed', async () => {
    await calls.waits();
    const ending = { reason: 'removed', by: 'them', text: 'Not today' } as const;
    world.notice({ name: 'conference-exited', data: { conferenceId, ending } });
    await calls.admitted();
    expect(calls.stay).toMatchObject({ state: 'exited', ending });
    expect(joins()).toHaveLength(1);
    expect(calls.exits).toEqual([{ reason: 'removed', code: 1 }]);
  });

  test('[CONF-4] leaving the waiting room releases the place at once', async () => {
    world.signaling.when('conference.leave', () => new Promise(() => {}));
    await calls.waits();
    await page.send('leave-conference', { conferenceId });
    expect(calls.stay).toMatchObject({ state: 'exited', ending: { reason: 'left', by: 'you' } });
    expect(calls.requests('conference.leave')).toHaveLength(1);
  });

  test('[CONF-2] a join that is refused after the admission ends the stay, and releases the place', async () => {
    await calls.waits();
    world.signaling.when('conference.join', async () => {
      throw new ParleyError('CONFERENCE_FULL', 'full');
    });
    await calls.admitted();
    expect(calls.stay).toMatchObject({ state: 'exited', error: { code: 'CONFERENCE_FULL' } });
    expect(calls.requests('conference.leave')).toHaveLength(1);
    expect(calls.exits).toHaveLength(1);
  });

  test('[NOTE-5] the tray shows the stay, and can leave it', async () => {
    await calls.waits();
    expect(world.client.status).toMatchObject({ busy: true, can: { leave: true, mute: false } });
    await world.client.controls.leave();
    expect(calls.stay.state).toBe('exited');
  });
});

function device(leaseId: string) {
  return { leaseId, source: 'camera', on: true } as never;
}
