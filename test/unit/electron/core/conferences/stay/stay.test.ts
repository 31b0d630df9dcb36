import { beforeEach, describe, expect, test } from 'vitest';
import type { Participant } from '../../../../../../protocol/conferences/conference.ts';
import { ParleyError } from '../../../../../../protocol/errors.ts';
import type { RequestReply } from '../../../../../../protocol/signaling/requests.ts';
import { ClientWorld } from '../../../../../support/core/client-world.ts';
import { conferenceId } from '../../../../../support/core/conference-calls.ts';
import { joinedReply, OFF, participant } from '../../../../../support/core/fakes/conference-replies.ts';
import type { FakePage } from '../../../../../support/core/fakes/fake-page.ts';
import { ALICE, BOB } from '../../../../../support/core/fakes/fake-signaling.ts';
import { settled } from '../../../../../support/fake-clock.ts';

const both = { microphone: true, camera: true };
const joined = joinedReply(conferenceId);

let world: ClientWorld;
let page: FakePage;
const stay = () => world.client.state.stay;
const join = (media = both) => page.send('join-conference', { link: 'conference-1', media });

beforeEach(async () => {
  world = new ClientWorld();
  page = await world.signedInPage();
  world.signaling.when('conference.join', async () => joined);
  world.signaling.when('conference.leave', async () => ({ stillIn: [BOB] }));
});

describe('joining', () => {
  test('[CONF-1] a join does not wait for the devices', async () => {
    page.when('open-sources', () => new Promise(() => {}));
    await join();
    expect(stay()).toMatchObject({ state: 'connected', participantId: 'participant-1' });
    expect(page.latest('sfu-open').sendTransport.id).toBe('transport-send');
  });

  test('[CONF-1] joining with everything off opens no device', async () => {
    await join({ microphone: false, camera: false });
    expect(page.heard).toEqual(['sfu-capabilities', 'sfu-open']);
    expect(stay()?.state).toBe('connected');
  });

  test('[CONF-1] joining without any device works and says so', async () => {
    const missing = { open: false, code: 'MEDIA_DEVICE_MISSING' } as const;
    page.when('open-sources', async () => ({ microphone: missing, camera: missing }));
    await join();
    await settled();
    expect(stay()).toMatchObject({ state: 'connected', local: OFF });
    expect(world.client.state.alerts).toHaveLength(2);
  });

  test('[CONF-1] the SFU client is loaded ahead, once, when the page is idle', async () => {
    await world.clock.pass(1_000);
    expect(page.heard).toEqual(['sfu-capabilities']);
    await join();
    expect(page.heard.filter((name) => name === 'sfu-capabilities')).toHaveLength(1);
  });

  test.each([
    ['CONFERENCE_UNKNOWN', 'server-error'],
    ['CONFERENCE_ENDED', 'ended'],
    ['CONFERENCE_PASSCODE_WRONG', 'server-error'],
    ['CONFERENCE_LOCKED', 'server-error'],
    ['CONFERENCE_FULL', 'server-error'],
    ['CONFERENCE_REMOVED', 'server-error'],
    ['CONFERENCE_ALREADY_JOINED', 'server-error'],
    ['RATE_LIMITED', 'rate-limited'],
    ['REQUEST_TIMED_OUT', 'timed-out'],
  ] as const)(
    '[CONF-2] a refused join (%s) is reported with its code and context, once',
    async (code, reason) => {
      world.signaling.when('conference.join', async () => {
        throw new ParleyError(code, 'refused', { context: { retryAfterMs: 30_000 } });
      });
      await expect(join()).rejects.toMatchObject({ code });
      const error = { code, context: { retryAfterMs: 30_000 } };
      expect(stay()).toMatchObject({ state: 'exited', ending: { reason }, error });
      expect(page.heard).toContain('release-lease');
      expect(world.logged.filter(({ message }) => message === 'exited')).toHaveLength(1);
    },
  );

  test('[CONF-1] the passcode goes to the server, and into no log', async () => {
    await page.send('join-conference', { link: 'conference-1', media: both, passcode: 'open-sesame' });
    expect(world.signaling.latest('conference.join').passcode).toBe('open-sesame');
    expect(JSON.stringify([world.logged, world.client.state])).not.toContain('open-sesame');
  });

  test('[CONF-1] after a wrong passcode the user can try again', async () => {
    world.signaling.when('conference.join', async () => {
      throw new ParleyError('CONFERENCE_PASSCODE_WRONG', 'wrong');
    });
    await expect(join()).rejects.toMatchObject({ code: 'CONFERENCE_PASSCODE_WRONG' });
    world.signaling.when('conference.join', async () => joined);
    await join();
    expect(stay()).toMatchObject({ state: 'connected' });
    expect(stay()).not.toHaveProperty('error');
  });

  test('[CONF-4] an unanswered join leaves no trace at the server', async () => {
    world.signaling.when('conference.join', async () => {
      throw new ParleyError('REQUEST_TIMED_OUT', 'no answer');
    });
    await expect(join()).rejects.toMatchObject({ code: 'REQUEST_TIMED_OUT' });
    expect(world.signaling.heard.at(-1)).toBe('conference.leave');
  });

  test('[CONF-2] an invalid link is refused before anything is sent', async () => {
    const broken = page.send('join-conference', { link: 'not a link!', media: both });
    await expect(broken).rejects.toMatchObject({ code: 'CONFERENCE_LINK_INVALID' });
    expect(stay()).toBeNull();
  });

  test('[CONF-2] a link of another server joins nothing here, although the ID would be right', async () => {
    const link = 'parley://join/conference-1?server=https://other.example';
    const refused = page.send('join-conference', { link, media: both });
    await expect(refused).rejects.toMatchObject({
      code: 'CONFERENCE_OTHER_SERVER',
      context: { server: 'other.example' },
    });
    expect(stay()).toBeNull();
  });

  test('[CONF-1] one stay at a time', async () => {
    await join();
    await expect(join()).rejects.toMatchObject({ code: 'CONFERENCE_ALREADY_JOINED' });
  });

  test('[CONF-4] leaving during the join leaves no trace at the server', async () => {
    let answer = (_: RequestReply<'conference.join'>) => {};
    world.signaling.when('conference.join', () => new Promise((resolve) => (answer = resolve)));
    const joining = join();
    joining.catch(() => {});
    await settled();
    await page.send('leave-conference', { conferenceId });
    expect(stay()).toMatchObject({ state: 'exited', ending: { reason: 'left' } });
    answer(joined);
    await expect(joining).rejects.toMatchObject({ code: 'CONFERENCE_NOT_JOINED' });
    expect(world.signaling.heard).toContain('conference.leave');
  });

  test('[CONF-3] notices that overtake the reply are not lost', async () => {
    world.signaling.when('conference.join', async () => {
      const bob = participant('participant-2', 'bob');
      world.notice({ name: 'participant-changed', data: { conferenceId, participant: bob } });
      return joined;
    });
    await join();
    expect(stay()?.participants.map(({ id }) => id)).toEqual(['participant-1', 'participant-2']);
  });
});

describe('in a conference', () => {
  test('[CONF-3] the roster follows what the server says, in order of joining', async () => {
    await join();
    const bob = participant('participant-2', 'bob');
    world.notice({ name: 'participant-changed', data: { conferenceId, participant: bob } });
    const alice = { ...participant('participant-1', 'alice'), media: { ...OFF, microphone: 'on' } } as const;
    world.notice({ name: 'participant-changed', data: { conferenceId, participant: alice as Participant } });
    expect(stay()?.participants).toEqual([alice, bob]);
    const ending = { reason: 'left', by: 'them' } as const;
    world.notice({ name: 'participant-left', data: { conferenceId, participantId: bob.id, ending } });
    expect(stay()?.participants).toEqual([alice]);
  });

  test('[CONF-3] devices that open after the join are shown in the roster', async () => {
    let open = () => {};
    page.when('open-sources', async () => {
      await new Promise<void>((resolve) => {
        open = resolve;
      });
      return { microphone: { open: true }, camera: { open: true } };
    });
    await join();
    expect(world.signaling.latest('conference.join').media).toEqual(OFF);
    open();
    await settled();
    expect(world.signaling.latest('conference.media').media).toMatchObject({
      microphone: 'on',
      camera: 'on',
    });
  });

  test('[SEC-2] media requests for another conference are refused', async () => {
    await join();
    const data = { conferenceId: 'conference-2' as never, producerId: 'producer-1' as never };
    await expect(page.send('sfu-close-producer', data)).rejects.toMatchObject({
      code: 'CONFERENCE_NOT_JOINED',
    });
    expect(world.signaling.heard).not.toContain('media.close-producer');
    await page.send('sfu-close-producer', { ...data, conferenceId });
    expect(world.signaling.heard).toContain('media.close-producer');
  });

  test('[CONF-3] consumers and key frames reach the page after the carriage is open', async () => {
    let open = () => {};
    page.when('sfu-open', async () => {
      await new Promise<void>((resolve) => {
        open = resolve;
      });
      return {};
    });
    await join();
    world.notice({ name: 'key-frame-wanted', data: { conferenceId, producerId: 'producer-1' as never } });
    await settled();
    expect(page.heard).not.toContain('sfu-make-key-frame');
    open();
    await settled();
    expect(page.latest('sfu-make-key-frame')).toEqual({ conferenceId, producerId: 'producer-1' });
  });
});

describe('leaving', () => {
  test('[CONF-4] [CONF-5] leaving releases the devices first, and says who is still in', async () => {
    await join();
    let released = false;
    world.signaling.when('conference.leave', async () => {
      released = page.heard.includes('release-lease') && page.heard.includes('sfu-suspend');
      return { stillIn: [BOB] };
    });
    await page.send('leave-conference', { conferenceId });
    expect(released).toBe(true);
    expect(stay()).toMatchObject({ state: 'exited', ending: { reason: 'left', by: 'you' }, stillIn: [BOB] });
    await page.send('dismiss-ended', { carriageId: conferenceId });
    expect(stay()).toBeNull();
  });

  test('[CONF-6] a failing leave leaves the stay connected and says why; it can be repeated', async () => {
    await join();
    world.signaling.when('conference.leave', async () => {
      throw new ParleyError('REQUEST_TIMED_OUT', 'no answer');
    });
    const failed = page.send('leave-conference', { conferenceId });
    await expect(failed).rejects.toMatchObject({ code: 'REQUEST_TIMED_OUT' });
    expect(stay()).toMatchObject({ state: 'connected', error: { code: 'REQUEST_TIMED_OUT' } });
    expect(page.heard).toContain('release-lease');
    world.signaling.when('conference.leave', async () => ({ stillIn: [] }));
    await page.send('leave-conference', { conferenceId });
    expect(stay()).toMatchObject({ state: 'exited', ending: { reason: 'left' } });
    expect(stay()?.error).toBeUndefined();
  });

  test('[CONF-6] a retry that finds the stay gone counts as left', async () => {
    await join();
    const answers = [
      new ParleyError('SERVER_INTERNAL', 'oops'),
      new ParleyError('CONFERENCE_NOT_JOINED', 'gone'),
    ];
    world.signaling.when('conference.leave', async () => {
      throw answers.shift();
    });
    await expect(page.send('leave-conference', { conferenceId })).rejects.toMatchObject({
      code: 'SERVER_INTERNAL',
    });
    await page.send('leave-conference', { conferenceId });
    expect(stay()).toMatchObject({ state: 'exited', ending: { reason: 'left', by: 'you' } });
  });

  test.each(['removed', 'ended'] as const)(
    '[CONF-5] "%s" ends the stay once, with its reason',
    async (reason) => {
      await join();
      const ending = { reason, by: 'them', text: 'bye' } as const;
      world.notice({ name: 'conference-exited', data: { conferenceId, ending } });
      world.notice({
        name: 'conference-exited',
        data: { conferenceId, ending: { reason: 'left', by: 'you' } },
      });
      expect(stay()).toMatchObject({ state: 'exited', ending });
      expect(page.heard.filter((name) => name === 'release-lease')).toHaveLength(1);
    },
  );

  test('[LEASE-5] a page that goes away leaves the conference', async () => {
    await join();
    page.close();
    await settled();
    expect(world.signaling.heard).toContain('conference.leave');
    expect(stay()?.state).toBe('exited');
  });

  test('[CONF-1] create returns the ID and the link; passcode and waiting room are optional', async () => {
    world.signaling.when('conference.create', async () => joined.conference);
    const wishes = { title: 'Standup', passcode: 'open-sesame', waitingRoom: true };
    const created = await page.send('create-conference', wishes);
    expect(created).toEqual({ conferenceId, link: 'parley://join/x' });
    expect(world.signaling.latest('conference.create')).toMatchObject(wishes);
    expect(ALICE.address).toBe(world.client.state.registration.address);
  });
});

describe('a call during a stay', () => {
  const acceptBob = async (others?: 'hold' | 'end') => {
    const { id } = await world.bobCalls();
    await page.send('accept', { invitationId: id, media: both, ...(others && { others }) });
  };

  test.each([undefined, 'hold'] as const)(
    '[INV-10] is refused unless the user leaves the stay (%s): a stay cannot be held',
    async (others) => {
      await join();
      await expect(acceptBob(others)).rejects.toMatchObject({ code: 'SESSION_WRONG_STATE' });
      expect(world.signaling.heard).not.toContain('invitation.accept');
      expect(stay()?.state).toBe('connected');
    },
  );

  test('[INV-10] [CONF-4] leaves the stay once the server has confirmed the accept, before devices open', async () => {
    await join();
    page.orders.length = 0;
    await acceptBob('end');
    await settled();
    expect(stay()).toMatchObject({ state: 'exited', ending: { reason: 'left', by: 'you' } });
    expect(page.heard.indexOf('release-lease')).toBeLessThan(page.heard.indexOf('open-sources'));
    expect(world.client.state.sessions).toMatchObject([{ state: 'establishing' }]);
  });

  test('[INV-3] an accept that fails leaves the stay untouched', async () => {
    await join();
    world.signaling.when('invitation.accept', async () => {
      throw new ParleyError('INVITATION_CANCELLED', 'gone');
    });
    await expect(acceptBob('end')).rejects.toMatchObject({ code: 'INVITATION_CANCELLED' });
    expect(stay()?.state).toBe('connected');
  });

  test('[INV-10] joining is refused in a call, held or not', async () => {
    const { id, sessionId } = await world.bobCalls();
    await page.send('accept', { invitationId: id, media: both });
    await page.send('carriage-state', { carriageId: sessionId, state: 'connected' });
    await page.send('hold', { sessionId, held: true });
    await expect(join()).rejects.toMatchObject({ code: 'SESSION_WRONG_STATE' });
  });
});
