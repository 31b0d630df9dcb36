import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ParleyError } from '../../../../protocol/errors.ts';
import type { ReferId, SessionId } from '../../../../protocol/ids.ts';
import { sessionsOf } from '../../../support/crossing/crossing-world.ts';
import {
  type Course,
  checkCourse,
  failed,
  TOGETHER,
  WITH_CAROL,
} from '../../../support/crossing/transfer-courses.ts';
import { Trio } from '../../../support/crossing/trio.ts';

let trio: Trio;
/** Of Alice with Bob. */
let call: SessionId;

beforeEach(async () => {
  trio = await Trio.meet();
  call = await trio.talk(trio.alice, trio.bob);
});
afterEach(() => trio.world.close());

/** Alice has asked Carol first, and brings her and Bob together. */
async function attended(): Promise<SessionId> {
  const replaces = await trio.talk(trio.alice, trio.carol);
  await trio.refers(call, { replaces });
  return replaces;
}

const ATTENDED: Record<string, Course> = {
  'Bob agrees': {
    run: async () => {
      const replaced = await attended();
      await trio.bobSays(true);
      const old = sessionsOf(trio.alice).find(({ id }) => id === replaced);
      expect(old?.ending).toMatchObject({ reason: 'replaced', by: 'them' });
      const opened = trio.carol.page.orders.filter(({ name }) => name === 'open-sources');
      expect(opened).toHaveLength(1);
      expect(trio.carol.page.held.size).toBe(1);
    },
    final: { state: 'established' },
    company: WITH_CAROL,
  },
  'Bob refuses': {
    run: async () => {
      await attended();
      await trio.bobSays(false);
    },
    final: failed('referee', 'declined'),
    company: TOGETHER,
  },
  'Alice thinks better of it': {
    run: async () => {
      await trio.talk(trio.alice, trio.carol);
      await trio.cancels(await trio.refers(call));
    },
    final: failed('system', 'cancelled'),
    company: TOGETHER,
  },
  'Carol has hung up in between': {
    run: async () => {
      const replaced = await attended();
      await trio.hangsUp(trio.carol, replaced);
      await trio.bobSays(true);
    },
    final: failed('target', 'unavailable', { code: 'REPLACES_UNKNOWN' }),
    company: TOGETHER,
  },
  'the media with Carol fails': {
    run: async () => {
      await trio.talk(trio.alice, trio.carol).then((replaces) => trio.refers(call, { replaces }));
      trio.carol.page.when('peer-answer', async () => {
        throw new ParleyError('MEDIA_NOT_NEGOTIABLE', 'no');
      });
      await trio.bobSays(true);
      expect(trio.carol.page.held.size).toBe(1);
    },
    final: failed('target', 'media-failed'),
    company: TOGETHER,
  },
};

/** Carol has a conference, and Alice refers Bob there. */
async function toConference({
  passcode,
  change = {},
}: {
  passcode?: string;
  change?: { locked?: boolean; waitingRoom?: boolean };
} = {}): Promise<string> {
  const created = trio.carol.page.send('create-conference', {
    title: 'Standup' as never,
    ...(passcode && { passcode: passcode as never }),
  });
  await trio.world.calm();
  const { conferenceId, link } = await created;
  const joined = trio.carol.page.send('join-conference', {
    link,
    media: { microphone: true, camera: false },
  });
  await trio.world.calm();
  await joined;
  const changed = trio.carol.page.send('conference.change', { conferenceId, ...change } as never);
  changed.catch(() => {});
  await trio.world.calm();
  await trio.refers(call, { target: { kind: 'conference', link, ...(passcode && { passcode }) } });
  await trio.bobSays(true);
  return conferenceId;
}

const CONFERENCE: Record<string, Course> = {
  'Bob comes in': {
    run: () => toConference(),
    final: { state: 'established' },
    company: { bob: 'conference', carol: 'conference' },
  },
  'Bob comes in by the passcode of the referral': {
    run: () => toConference({ passcode: '135790' }),
    final: { state: 'established' },
    company: { bob: 'conference', carol: 'conference' },
  },
  'it is locked': {
    run: () => toConference({ change: { locked: true } }),
    final: failed('target', 'forbidden', { code: 'CONFERENCE_LOCKED' }),
    company: { ...TOGETHER, carol: 'conference' },
  },
  'Bob waits, and is let in': {
    run: async () => {
      const conferenceId = await toConference({ change: { waitingRoom: true } });
      void trio.carol.page.send('conference.admit', {
        conferenceId: conferenceId as never,
        participantId: null,
      });
      await trio.world.calm();
    },
    final: { state: 'established' },
    company: { bob: 'conference', carol: 'conference' },
  },
  'Bob waits without an answer': {
    run: async () => {
      await toConference({ change: { waitingRoom: true } });
      await trio.after(61_000);
    },
    final: { state: 'timed-out' },
    company: { ...TOGETHER, carol: 'conference' },
  },
  'Bob waits, and Alice calls him back': {
    run: async () => {
      await toConference({ change: { waitingRoom: true } });
      const referId = sessionsOf(trio.alice)[0]?.transfer?.id as ReferId;
      await trio.cancels(referId);
    },
    final: failed('system', 'cancelled'),
    company: { ...TOGETHER, carol: 'conference' },
  },
};

describe('an attended transfer, told to three clients', () => {
  test.each(Object.keys(ATTENDED))('[REF-5] [REF-3] %s', (name) =>
    checkCourse(trio, call, ATTENDED[name] as Course),
  );
});

describe('a transfer into a conference, told to three clients', () => {
  test.each(Object.keys(CONFERENCE))('[REF-6] [REF-3] %s', (name) =>
    checkCourse(trio, call, CONFERENCE[name] as Course),
  );
});
