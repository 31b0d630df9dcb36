import { afterEach, beforeEach, expect, test } from 'vitest';
import type { REFER_REQUESTS } from '../../../../protocol/signaling/refer-requests.ts';
import { type Asked, BOB, ReferStage } from '../../../support/server/calls/refer-stage.ts';
import { talk } from '../../../support/server/calls/referring.ts';
import { noticesDuring } from '../../../support/server/conference/stays.ts';
import { refusalsOf } from '../../../support/server/refusals.ts';
import type { TestClient } from '../../../support/server/test-client.ts';

type ReferRequest = keyof typeof REFER_REQUESTS;
type Party = 'referrer' | 'referee';

/** Who may send which request about a referral (SEC-2). */
const POWERS: Record<ReferRequest, Party> = {
  'refer.send': 'referrer',
  'refer.answer': 'referee',
  'refer.notify': 'referee',
  'refer.terminate': 'referrer',
  'refer.cancel': 'referrer',
};

/** How each request is tried. */
const ATTEMPTS: Record<ReferRequest, (by: TestClient, asked: Asked) => Promise<unknown>> = {
  'refer.send': (by, { sent }) => by.request('refer.send', sent),
  'refer.answer': (by, { sent }) => by.request('refer.answer', { ...sent, accepted: true }),
  'refer.notify': (by, { sent }) =>
    by.request('refer.notify', {
      ...sent,
      progress: { state: 'failed', failure: { by: 'target', reason: 'busy' } },
    }),
  'refer.terminate': (by, { sent }) => by.request('refer.terminate', sent),
  'refer.cancel': (by, { sent }) => by.request('refer.cancel', sent),
};

/** Everyone on this server, by relation to the referral. */
const PEOPLE = {
  referrer: () => stage.alice,
  referee: () => stage.bob,
  'the target': () => stage.carol,
  'another device of the referrer': () => stage.server.signIn('Alice'),
  'another device of the referee': () => stage.server.signIn('Bob'),
  'a person in another call with the referee': async () => {
    const dave = await stage.server.signIn('Dave');
    await talk(dave, stage.bob, BOB);
    return dave;
  },
  'a stranger': () => stage.server.signIn('Eve'),
} as const satisfies Record<string, () => TestClient | Promise<TestClient>>;

const STATES = {
  requested: () => stage.refer(),
  accepted: () => stage.agree(),
  terminated: async () => {
    const asked = await stage.agree();
    await stage.alice.request('refer.terminate', asked.sent);
    return asked;
  },
  established: async () => {
    const asked = await stage.agree();
    await asked.notify({ state: 'established' });
    return asked;
  },
} as const;

let stage: ReferStage;

beforeEach(async () => {
  stage = await ReferStage.open();
});
afterEach(() => stage.close());

const names = Object.keys(POWERS) as ReferRequest[];
const OTHERS = (Object.keys(PEOPLE) as (keyof typeof PEOPLE)[]).flatMap((who) =>
  names.filter((name) => POWERS[name] !== who).map((name) => ({ who, name })),
);

test.each(OTHERS)(
  '[SEC-2] [REF-4] $who may not: $name, in any state. Nobody else is notified',
  async ({ who, name }) => {
    const by = await PEOPLE[who]();
    const heard = [stage.alice, stage.bob, stage.carol].filter((each) => each !== by);
    for (const state of Object.keys(STATES) as (keyof typeof STATES)[]) {
      const asked = await STATES[state]();
      const notices = await noticesDuring(heard, async () => {
        expect([state, ...(await refusalsOf([ATTEMPTS[name](by, asked)]))]).toEqual([state, 'REFER_GONE']);
      });
      expect(notices.flat()).toEqual([]);
      await over(asked);
    }
  },
);

/** Ends the referral, so that another one is possible in this call. */
async function over({ sent, notify }: Asked): Promise<void> {
  await stage.alice.request('refer.cancel', sent).catch(() => {});
  await notify({ state: 'failed', failure: { by: 'system', reason: 'cancelled' } }).catch(() => {});
}

test.each(names)('[SEC-2] [REF-4] the right person may: %s', async (name) => {
  const asked = await stage.refer();
  const by = { referrer: stage.alice, referee: stage.bob }[POWERS[name]];
  expect(await refusalsOf([ATTEMPTS[name](by, asked)])).toEqual(['accepted']);
});
