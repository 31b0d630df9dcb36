import { beforeEach, describe, expect, test } from 'vitest';
import { ParleyError } from '../../../../../../protocol/errors.ts';
import type { SessionId } from '../../../../../../protocol/ids.ts';
import { Calls } from '../../../../../support/core/calls.ts';
import { ClientWorld } from '../../../../../support/core/client-world.ts';
import { HOST_CANDIDATE } from '../../../../../support/core/fakes/canned-media.ts';
import { FakePage } from '../../../../../support/core/fakes/fake-page.ts';
import { settled } from '../../../../../support/fake-clock.ts';

let world: ClientWorld;
let page: FakePage;
let calls: Calls;
let sessionId: SessionId;

beforeEach(async () => {
  world = new ClientWorld();
  page = await world.signedInPage();
  calls = new Calls(world, page);
});

const view = () => calls.view(sessionId);

/** Another page of ours, whose orders are looked at from now on. */
async function nextPage(prepare: (next: FakePage) => void = () => {}): Promise<FakePage> {
  const next = new FakePage(world.client);
  prepare(next);
  await next.attach();
  await settled();
  return next;
}
async function carriage(on: FakePage, state: 'connected' | 'failed') {
  await on.send('carriage-state', { carriageId: sessionId, state });
  await settled();
}
async function theyAnswer(offerNumber: number) {
  world.notice({
    name: 'session-answered',
    data: { sessionId, answer: `v=0 answer ${offerNumber}`, offerNumber },
  });
  await settled();
}
async function theyOffer(offerNumber: number, renewed: boolean) {
  const offer = `v=0 offer ${offerNumber}`;
  world.notice({
    name: 'session-offered',
    data: { sessionId, offer, offerNumber, ...(renewed && { renewed }) },
  });
  await settled();
}
async function theyAskForRenewal() {
  world.notice({ name: 'session-renewal-asked', data: { sessionId } });
  await settled();
}
async function theyTrickle() {
  world.notice({ name: 'session-candidate', data: { sessionId, candidate: HOST_CANDIDATE } });
  await settled();
}
const about = (on: FakePage, names: readonly string[]) => on.heard.filter((name) => names.includes(name));
const CARRYING = ['peer-offer', 'peer-answer', 'peer-restart', 'peer-reanswer', 'peer-apply-answer'];
const carried = (on: FakePage) => about(on, CARRYING);
const renewedOffer = (offerNumber: number) => ({
  sessionId,
  offer: 'v=0 offer',
  offerNumber,
  renewed: true,
});

describe('our page is gone, and we are the inviter', () => {
  beforeEach(async () => {
    sessionId = await calls.outgoing();
    page.close();
    await settled();
  });

  test('[RES-5] the next page offers a new connection, and the call continues when that connection carries media', async () => {
    expect(view()).toMatchObject({ state: 'established', restarting: true });
    const next = await nextPage();
    expect(next.state.sessions).toMatchObject([{ id: sessionId, state: 'established', restarting: true }]);
    expect(calls.requests('session.offer')).toEqual([renewedOffer(1)]);
    await theyAnswer(1);
    expect(next.latest('peer-apply-answer')).toEqual({ sessionId, answer: 'v=0 answer 1' });
    expect(view().restarting).toBe(true);
    await carriage(next, 'connected');
    expect(view().restarting).toBeUndefined();
    await world.clock.pass(60_000);
    expect(view().state).toBe('established');
  });

  test('[RES-5] candidates follow the offer; theirs of the old connection never reach the new one', async () => {
    await theyTrickle();
    let make = () => {};
    const next = await nextPage((one) =>
      one.when('peer-offer', async () => {
        await new Promise<void>((resolve) => {
          make = resolve;
        });
        return { offer: 'v=0 offer' };
      }),
    );
    await next.send('peer-candidate', { sessionId, candidate: HOST_CANDIDATE });
    expect(world.signaling.heard).not.toContain('session.candidate');
    make();
    await settled();
    expect(world.signaling.heard.slice(-2)).toEqual(['session.offer', 'session.candidate']);
    await theyTrickle();
    await theyAnswer(1);
    expect(next.heard).not.toContain('peer-add-candidate');
    await theyTrickle();
    expect(next.heard.slice(-2)).toEqual(['peer-apply-answer', 'peer-add-candidate']);
  });

  test('[RES-5] a path that is not found ends it as any other one', async () => {
    const next = await nextPage();
    await theyAnswer(1);
    await carriage(next, 'failed');
    expect(carried(next)).toEqual(['peer-offer', 'peer-apply-answer', 'peer-restart']);
    await world.clock.pass(15_000);
    expect(view()).toMatchObject({ state: 'terminated', error: { code: 'MEDIA_FAILED' } });
  });

  test('[RES-5] an offer for which the server does not answer is made again', async () => {
    let attempts = 0;
    world.signaling.when('session.offer', async () => {
      attempts += 1;
      if (attempts === 1) throw new ParleyError('REQUEST_TIMED_OUT', 'no answer');
      return {};
    });
    const next = await nextPage();
    expect(calls.requests('session.offer')).toEqual([renewedOffer(1), renewedOffer(2)]);
    await theyAnswer(2);
    await carriage(next, 'connected');
    expect(view().restarting).toBeUndefined();
  });

  test('[RES-5] a session that is gone meanwhile is over', async () => {
    world.signaling.when('session.offer', async () => {
      throw new ParleyError('SESSION_GONE', 'no such session');
    });
    await nextPage();
    expect(view()).toMatchObject({ state: 'terminated', ending: { reason: 'hung-up', by: 'them' } });
  });

  test('[RES-5] they ask for a new connection while there is no page: the next one makes one for both', async () => {
    await theyAskForRenewal();
    expect(calls.requests('session.offer')).toEqual([]);
    await nextPage();
    expect(calls.requests('session.offer')).toEqual([renewedOffer(1)]);
  });

  test('[RES-5] gone a second time before they answered: the late answer is not taken for the new offer', async () => {
    const second = await nextPage();
    second.close();
    await world.clock.pass(7_000);
    const third = await nextPage();
    expect(calls.requests('session.offer')).toEqual([renewedOffer(1), renewedOffer(2)]);
    await theyAnswer(1);
    expect(carried(third)).toEqual(['peer-offer']);
    await theyAnswer(2);
    await carriage(third, 'connected');
    expect(view().restarting).toBeUndefined();
  });
});

describe('our page is gone, and we are the accepter', () => {
  beforeEach(async () => {
    sessionId = await calls.incoming();
    page.close();
    await settled();
  });

  test('[RES-5] the next page asks for an offer, and answers it with a new connection', async () => {
    const next = await nextPage();
    expect(calls.requests('session.renew')).toEqual([{ sessionId }]);
    expect(carried(next)).toEqual([]);
    await theyTrickle();
    await theyOffer(1, true);
    await theyTrickle();
    expect(next.latest('peer-answer')).toMatchObject({ sessionId, offer: 'v=0 offer 1' });
    expect(calls.requests('session.answer').at(-1)).toEqual({
      sessionId,
      answer: 'v=0 answer',
      offerNumber: 1,
    });
    expect(about(next, ['peer-answer', 'peer-add-candidate'])).toEqual(['peer-answer', 'peer-add-candidate']);
    expect(view().restarting).toBe(true);
    await carriage(next, 'connected');
    expect(view().restarting).toBeUndefined();
  });

  test('[RES-5] offers that come while there is no page are left alone', async () => {
    await theyOffer(1, false);
    await theyOffer(2, true);
    expect(view()).toMatchObject({ state: 'established', restarting: true });
    expect(calls.requests('session.answer')).toHaveLength(1);
    await nextPage();
    expect(calls.requests('session.renew')).toEqual([{ sessionId }]);
  });

  test('[RES-5] a restart that crosses the new page costs nothing', async () => {
    const next = await nextPage((one) =>
      one.when('peer-reanswer', async () => {
        throw new ParleyError('MEDIA_OBJECT_UNKNOWN', 'no such carriage');
      }),
    );
    await theyOffer(1, false);
    await theyOffer(2, true);
    await carriage(next, 'connected');
    expect(view()).toMatchObject({ state: 'established' });
    expect(world.client.state.alerts).toEqual([]);
  });

  test('[RES-5] nobody offers: it ends', async () => {
    await nextPage();
    await world.clock.pass(15_000);
    expect(view()).toMatchObject({ state: 'terminated', error: { code: 'MEDIA_FAILED' } });
  });

  test.each([
    ['SESSION_GONE', 'terminated'],
    ['SESSION_WRONG_STATE', 'established'],
  ] as const)('[RES-5] the server refuses to ask with %s: %s', async (code, state) => {
    world.signaling.when('session.renew', async () => {
      throw new ParleyError(code, 'no');
    });
    await nextPage();
    expect(view().state).toBe(state);
  });
});

describe('their page is another one', () => {
  test('[RES-5] the inviter makes a new connection, whatever offer is out', async () => {
    sessionId = await calls.outgoing();
    await carriage(page, 'failed');
    await theyAskForRenewal();
    expect(carried(page).slice(-2)).toEqual(['peer-restart', 'peer-offer']);
    expect(calls.requests('session.offer').at(-1)).toEqual(renewedOffer(2));
    await theyAnswer(1);
    expect(page.heard.at(-1)).toBe('peer-offer');
    await theyAnswer(2);
    await carriage(page, 'connected');
    expect(view().restarting).toBeUndefined();
  });

  test('[RES-5] a restart whose offer is still being made gives way', async () => {
    sessionId = await calls.outgoing();
    let make = () => {};
    page.when('peer-restart', async () => {
      await new Promise<void>((resolve) => {
        make = resolve;
      });
      return { offer: 'v=0 restart' };
    });
    await carriage(page, 'failed');
    await theyAskForRenewal();
    make();
    await settled();
    expect(calls.requests('session.offer')).toEqual([renewedOffer(1)]);
  });

  test('[RES-5] a restart whose answer is still being made gives way', async () => {
    sessionId = await calls.incoming();
    let answer = () => {};
    page.when('peer-reanswer', async () => {
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      return { answer: 'v=0 late' };
    });
    await theyOffer(1, false);
    await theyOffer(2, true);
    answer();
    await settled();
    expect(calls.requests('session.answer').slice(1)).toEqual([
      { sessionId, answer: 'v=0 answer', offerNumber: 2 },
    ]);
  });

  test('[RES-5] the offer of a new connection may take the whole time', async () => {
    sessionId = await calls.incoming();
    await carriage(page, 'failed');
    await world.clock.pass(14_000);
    await theyOffer(1, true);
    expect(view().restarting).toBe(true);
    await world.clock.pass(14_000);
    expect(view().state).toBe('established');
    await carriage(page, 'connected');
    expect(view().restarting).toBeUndefined();
  });

  test('[RES-5] who is not asked does not offer', async () => {
    sessionId = await calls.incoming();
    await theyAskForRenewal();
    expect(calls.requests('session.offer')).toEqual([]);
    expect(view().restarting).toBeUndefined();
  });

  test('[INV-10] [RES-5] a new connection of a held call is held', async () => {
    sessionId = await calls.incoming();
    await page.send('hold', { sessionId, held: true });
    await theyOffer(1, true);
    expect(page.heard.slice(-2)).toEqual(['peer-answer', 'peer-hold']);
    expect(page.latest('peer-hold')).toEqual({ sessionId, held: true });
  });
});

describe('while there is no page', () => {
  beforeEach(async () => {
    sessionId = await calls.outgoing();
  });

  test('[RES-5] nobody comes in time: the call ends as one whose page is gone', async () => {
    page.close();
    await world.clock.pass(8_000);
    expect(view()).toMatchObject({
      state: 'terminated',
      ending: { reason: 'media-failed', by: 'system' },
      error: { code: 'PAGE_ABSENT' },
    });
    expect(world.signaling.latest('session.hang-up').reason).toBe('media-failed');
  });

  test('[RES-5] the time starts again with each page', async () => {
    page.close();
    await world.clock.pass(7_000);
    (await nextPage()).close();
    await world.clock.pass(7_000);
    expect(view().state).toBe('established');
    await world.clock.pass(1_000);
    expect(view().state).toBe('terminated');
  });

  test('[RES-5] they hang up: it is over, and the next page carries nothing', async () => {
    page.close();
    world.notice({
      name: 'session-ended',
      data: { sessionId, ending: { reason: 'hung-up', by: 'them' } },
    });
    expect(view()).toMatchObject({ state: 'terminated', ending: { reason: 'hung-up', by: 'them' } });
    const next = await nextPage();
    await world.clock.pass(60_000);
    expect(about(next, [...CARRYING, 'open-sources', 'set-source'])).toEqual([]);
  });

  test('[RES-5] [NOTE-5] our user hangs up from the tray', async () => {
    page.close();
    await world.client.controls.leave();
    expect(view()).toMatchObject({ state: 'terminated', ending: { reason: 'hung-up', by: 'you' } });
    expect(world.signaling.latest('session.hang-up').reason).toBe('hung-up');
  });

  test('[LEASE-5] quitting waits for no page', async () => {
    page.close();
    await world.client.close();
    expect(view()).toMatchObject({ state: 'terminated', ending: { reason: 'signed-out', by: 'you' } });
  });

  test('[RES-5] [SES-3] a shared screen ends with the page, and the call continues', async () => {
    const shared = await calls.shared(sessionId);
    page.close();
    await settled();
    expect(calls.view(shared)).toMatchObject({ state: 'terminated', error: { code: 'PAGE_ABSENT' } });
    expect(view().state).toBe('established');
  });
});

test('[RES-5] [LEASE-2] a newer page takes the call over; the older one gives its devices back', async () => {
  sessionId = await calls.outgoing();
  const newer = await nextPage();
  expect(page.heard.slice(-2)).toEqual(['close-carriage', 'release-lease']);
  expect(page.heardBeforeReplaced).toEqual(page.heard);
  expect(about(newer, ['open-sources', 'peer-offer'])).toEqual(['open-sources', 'peer-offer']);
  await theyAnswer(1);
  await carriage(newer, 'connected');
  expect(view()).toMatchObject({ state: 'established', local: { microphone: 'on', camera: 'on' } });
});
