import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ParleyError } from '../../../../protocol/errors.ts';
import type { ReferId, SessionId } from '../../../../protocol/ids.ts';
import {
  type Course,
  checkCourse,
  failed,
  TOGETHER,
  WITH_CAROL,
} from '../../../support/crossing/transfer-courses.ts';
import { addressOf, companyOf, Trio } from '../../../support/crossing/trio.ts';

let trio: Trio;
/** Of Alice with Bob. */
let call: SessionId;

beforeEach(async () => {
  trio = await Trio.meet();
  call = await trio.talk(trio.alice, trio.bob);
});
afterEach(() => trio.world.close());

/** Bob is on his way to Carol, whose phone rings. */
async function underWay(): Promise<ReferId> {
  const referId = await trio.refers(call);
  await trio.bobSays(true);
  return referId;
}
const toCarol = () => trio.callToCarol()?.id as SessionId;
const breaks = async (who: 'alice' | 'bob' | 'carol') => {
  trio[who].link.break();
  await trio.world.calm();
};

const BLIND: Record<string, Course> = {
  'Carol answers': {
    run: async () => {
      await underWay();
      await trio.answers(trio.carol);
    },
    final: { state: 'established' },
    company: WITH_CAROL,
  },
  'Carol is busy': {
    run: async () => {
      await underWay();
      await trio.declines(trio.carol, { reason: 'busy', text: 'Later' as never });
    },
    final: failed('target', 'busy', { text: 'Later' }),
    company: TOGETHER,
  },
  'Carol declines': {
    run: async () => {
      await underWay();
      await trio.declines(trio.carol);
    },
    final: failed('target', 'declined'),
    company: TOGETHER,
  },
  'Carol does not answer': {
    run: async () => {
      await underWay();
      await trio.after(46_000);
    },
    final: failed('system', 'expired'),
    company: TOGETHER,
  },
  'Carol is not to be disturbed': {
    run: async () => {
      await trio.carol.page.send('change-settings', { doNotDisturb: true });
      await trio.world.calm();
      await underWay();
    },
    final: failed('target', 'do-not-disturb', { code: 'TARGET_DO_NOT_DISTURB' }),
    company: TOGETHER,
  },
  'Carol signs out in between': {
    run: async () => {
      await trio.refers(call);
      void trio.carol.page.send('sign-out', {});
      await trio.world.calm();
      await trio.bobSays(true);
    },
    final: failed('target', 'unavailable', { code: 'TARGET_OFFLINE' }),
    company: TOGETHER,
  },
  "Carol's connection is lost": {
    run: async () => {
      await underWay();
      await breaks('carol');
      await trio.after(46_000);
    },
    final: failed('system', 'unavailable'),
    company: TOGETHER,
  },
  'the media to Carol fails': {
    run: async () => {
      trio.bob.page.when('peer-apply-answer', async () => {
        throw new ParleyError('MEDIA_NOT_NEGOTIABLE', 'no');
      });
      await underWay();
      await trio.answers(trio.carol).catch(() => {});
    },
    final: failed('system', 'media-failed', { code: 'MEDIA_NOT_NEGOTIABLE' }),
    company: TOGETHER,
  },
  'Bob refuses': {
    run: async () => {
      await trio.refers(call);
      await trio.bobSays(false);
    },
    final: failed('referee', 'declined'),
    company: TOGETHER,
  },
  'Bob says nothing': {
    run: async () => {
      await trio.refers(call);
      await trio.after(61_000);
    },
    final: { state: 'timed-out' },
    company: TOGETHER,
  },
  'Bob agrees late, and the time is over while Carol rings': {
    run: async () => {
      await trio.refers(call);
      await trio.after(30_000);
      await trio.bobSays(true);
      await trio.after(31_000);
    },
    final: { state: 'timed-out' },
    company: TOGETHER,
  },
  'Bob thinks better of it': {
    run: async () => {
      await underWay();
      await trio.hangsUp(trio.bob, toCarol());
    },
    final: failed('referee', 'cancelled'),
    company: TOGETHER,
  },
  'Alice cancels before Bob has answered': {
    run: async () => trio.cancels(await trio.refers(call)),
    final: failed('system', 'cancelled'),
    company: TOGETHER,
  },
  'Alice cancels while Carol rings': {
    run: async () => trio.cancels(await underWay()),
    final: failed('system', 'cancelled'),
    company: TOGETHER,
  },
  'Alice wants to hear no more, and Carol answers': {
    run: async () => {
      await trio.terminates(await underWay());
      await trio.answers(trio.carol);
    },
    company: WITH_CAROL,
  },
  'Alice wants to hear no more, and Carol declines': {
    run: async () => {
      await trio.terminates(await underWay());
      await trio.declines(trio.carol);
    },
    company: TOGETHER,
  },
  'Alice hangs up while Carol rings': {
    run: async () => {
      await underWay();
      await trio.hangsUp(trio.alice, call);
      await trio.answers(trio.carol);
    },
    company: WITH_CAROL,
  },
  'Bob hangs up on Alice while Carol rings': {
    run: async () => {
      await underWay();
      await trio.hangsUp(trio.bob, call);
      await trio.answers(trio.carol);
    },
    final: failed('system', 'hung-up'),
    company: WITH_CAROL,
  },
  "Alice's connection is lost while Carol rings": {
    run: async () => {
      await underWay();
      await breaks('alice');
      await trio.after(20_000);
      await trio.answers(trio.carol);
    },
    company: WITH_CAROL,
  },
  "Bob's connection is lost while Carol rings": {
    run: async () => {
      await underWay();
      await breaks('bob');
      await trio.after(20_000);
    },
    final: failed('system', 'connection-lost'),
    company: {},
  },
};

describe('a blind transfer, told to three clients', () => {
  test.each(Object.keys(BLIND))('[REF-2] [REF-3] [REF-4] %s', (name) =>
    checkCourse(trio, call, BLIND[name] as Course),
  );
});

describe('what the server refuses', () => {
  test('[REF-7] nobody has this address', async () => {
    const target = { kind: 'person', address: 'nobody@example.org' as never } as const;
    await expect(trio.refers(call, { target })).rejects.toMatchObject({ code: 'TARGET_UNKNOWN' });
    expect(companyOf(trio.bob)).toEqual(['Alice']);
  });

  test('[REF-7] there is no such conference', async () => {
    const target = { kind: 'conference', link: 'no-such-conference' } as const;
    await expect(trio.refers(call, { target })).rejects.toMatchObject({ code: 'CONFERENCE_UNKNOWN' });
  });

  test('[REF-7] straight back to the referrer: a loop', async () => {
    await underWay();
    await trio.answers(trio.carol);
    const target = { kind: 'person', address: addressOf('Alice') } as const;
    const back = trio.carol.page.send('transfer', { sessionId: toCarol(), target });
    back.catch(() => {});
    await trio.world.calm();
    await expect(back).rejects.toMatchObject({ code: 'REFER_LOOP' });
    expect(companyOf(trio.carol)).toEqual(['Bob']);
  });
});
