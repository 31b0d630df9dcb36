import { beforeEach, describe, expect, test } from 'vitest';
import { ParleyError } from '../../../../../../protocol/errors.ts';
import type { SessionId } from '../../../../../../protocol/ids.ts';
import { Calls } from '../../../../../support/core/calls.ts';
import { ClientWorld } from '../../../../../support/core/client-world.ts';
import { HOST_CANDIDATE } from '../../../../../support/core/fakes/canned-media.ts';
import type { FakePage } from '../../../../../support/core/fakes/fake-page.ts';
import { settled } from '../../../../../support/fake-clock.ts';

let world: ClientWorld;
let page: FakePage;
let calls: Calls;

beforeEach(async () => {
  world = new ClientWorld();
  page = await world.signedInPage();
  calls = new Calls(world, page);
});

async function carriage(sessionId: SessionId, state: 'connected' | 'disconnected' | 'failed' | 'connecting') {
  await page.send('carriage-state', { carriageId: sessionId, state });
  await settled();
}
async function theyAnswer(sessionId: SessionId, offerNumber = 1) {
  world.notice({ name: 'session-answered', data: { sessionId, answer: 'v=0 second answer', offerNumber } });
  await settled();
}
async function theyOffer(sessionId: SessionId) {
  world.notice({ name: 'session-offered', data: { sessionId, offer: 'v=0 second offer', offerNumber: 1 } });
  await settled();
}

describe('the inviter looks for another path', () => {
  test('[SES-1] when it is broken for two seconds: offers, applies the answer, and is whole again', async () => {
    const sessionId = await calls.outgoing();
    await carriage(sessionId, 'disconnected');
    await world.clock.pass(1_900);
    expect(calls.view(sessionId).restarting).toBeUndefined();
    await world.clock.pass(200);
    expect(calls.view(sessionId).restarting).toBe(true);
    expect(calls.requests('session.offer')).toEqual([{ sessionId, offer: 'v=0 restart', offerNumber: 1 }]);
    await theyAnswer(sessionId);
    expect(page.latest('peer-apply-answer')).toEqual({ sessionId, answer: 'v=0 second answer' });
    await carriage(sessionId, 'connected');
    expect(calls.view(sessionId)).toMatchObject({ state: 'established' });
    expect(calls.view(sessionId).restarting).toBeUndefined();
    await world.clock.pass(60_000);
    expect(calls.view(sessionId).state).toBe('established');
  });

  test('[SES-1] a path that comes back by itself is left alone', async () => {
    const sessionId = await calls.outgoing();
    await carriage(sessionId, 'disconnected');
    await carriage(sessionId, 'connected');
    await world.clock.pass(60_000);
    expect(page.heard).not.toContain('peer-restart');
  });

  test('[SES-1] at once when it failed, and again when it fails again', async () => {
    const sessionId = await calls.outgoing();
    await carriage(sessionId, 'failed');
    await theyAnswer(sessionId);
    await carriage(sessionId, 'connecting');
    await carriage(sessionId, 'failed');
    expect(calls.requests('session.offer')).toHaveLength(2);
    await theyAnswer(sessionId, 2);
    await carriage(sessionId, 'connected');
    expect(calls.view(sessionId).restarting).toBeUndefined();
  });

  test('[SES-1] no path in time ends the call, tells the other side, and gives the devices back', async () => {
    const sessionId = await calls.outgoing();
    await carriage(sessionId, 'failed');
    await theyAnswer(sessionId);
    await world.clock.pass(15_000);
    expect(calls.view(sessionId)).toMatchObject({
      state: 'terminated',
      ending: { reason: 'media-failed' },
      error: { code: 'MEDIA_FAILED' },
    });
    expect(calls.view(sessionId).restarting).toBeUndefined();
    expect(world.signaling.latest('session.hang-up').reason).toBe('media-failed');
    expect(page.heard.slice(-2).sort()).toEqual(['close-carriage', 'release-lease']);
  });

  test('[RES-2] another network restarts at once; a path that never broke continues', async () => {
    const sessionId = await calls.outgoing();
    await page.send('network-changed', {});
    await settled();
    expect(calls.requests('session.offer')).toHaveLength(1);
    expect(calls.view(sessionId).restarting).toBe(true);
    await theyAnswer(sessionId);
    expect(calls.view(sessionId).restarting).toBeUndefined();
    await world.clock.pass(60_000);
    expect(calls.view(sessionId).state).toBe('established');
  });

  test('[RES-2] a path that holds is not given up because nobody answers the offer', async () => {
    const sessionId = await calls.outgoing();
    await page.send('network-changed', {});
    await world.clock.pass(15_000);
    expect(calls.view(sessionId)).toMatchObject({ state: 'established' });
    expect(calls.view(sessionId).restarting).toBeUndefined();
  });

  test('[SES-1] an offer that is not answered for by the server is made again; a session that is gone ends', async () => {
    const sessionId = await calls.outgoing();
    let attempts = 0;
    world.signaling.when('session.offer', async () => {
      attempts += 1;
      if (attempts === 1) throw new ParleyError('REQUEST_TIMED_OUT', 'no answer');
      throw new ParleyError('SESSION_GONE', 'no such session');
    });
    await carriage(sessionId, 'failed');
    expect(attempts).toBe(2);
    expect(calls.view(sessionId)).toMatchObject({
      state: 'terminated',
      ending: { reason: 'hung-up', by: 'them' },
    });
  });

  test('[SES-1] candidates of the new path follow its offer', async () => {
    const sessionId = await calls.outgoing();
    let make = () => {};
    page.when('peer-restart', async () => {
      await new Promise<void>((resolve) => {
        make = resolve;
      });
      return { offer: 'v=0 restart' };
    });
    await carriage(sessionId, 'failed');
    await page.send('peer-candidate', { sessionId, candidate: HOST_CANDIDATE });
    expect(world.signaling.heard).not.toContain('session.candidate');
    make();
    await settled();
    expect(world.signaling.heard.slice(-2)).toEqual(['session.offer', 'session.candidate']);
  });

  test('[SES-1] offers and answers that nobody asked for change nothing', async () => {
    const sessionId = await calls.outgoing();
    const before = page.heard.length;
    await theyAnswer(sessionId);
    await theyOffer(sessionId);
    await theyOffer('unknown-session' as SessionId);
    expect(page.heard).toHaveLength(before);
    expect(calls.view(sessionId).state).toBe('established');
  });
});

describe('the accepter waits for the offer', () => {
  test('[SES-1] it never offers, answers what comes, and is whole with the next media', async () => {
    const sessionId = await calls.incoming();
    await carriage(sessionId, 'failed');
    expect(calls.view(sessionId).restarting).toBe(true);
    await page.send('network-changed', {});
    await settled();
    expect(page.heard).not.toContain('peer-restart');
    await theyOffer(sessionId);
    expect(page.latest('peer-reanswer')).toEqual({ sessionId, offer: 'v=0 second offer' });
    expect(world.signaling.latest('session.answer')).toEqual({
      sessionId,
      answer: 'v=0 reanswer',
      offerNumber: 1,
    });
    expect(calls.view(sessionId).restarting).toBe(true);
    await carriage(sessionId, 'connected');
    expect(calls.view(sessionId).restarting).toBeUndefined();
  });

  test('[SES-1] its candidates follow its answer', async () => {
    const sessionId = await calls.incoming();
    let answer = () => {};
    page.when('peer-reanswer', async () => {
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      return { answer: 'v=0 reanswer' };
    });
    await theyOffer(sessionId);
    await page.send('peer-candidate', { sessionId, candidate: HOST_CANDIDATE });
    answer();
    await settled();
    expect(world.signaling.heard.slice(-2)).toEqual(['session.answer', 'session.candidate']);
  });

  test('[SES-1] an offer that cannot be taken ends the call with its code', async () => {
    const sessionId = await calls.incoming();
    page.when('peer-reanswer', async () => {
      throw new ParleyError('MEDIA_NOT_NEGOTIABLE', 'nonsense');
    });
    await theyOffer(sessionId);
    expect(calls.view(sessionId)).toMatchObject({
      state: 'terminated',
      error: { code: 'MEDIA_NOT_NEGOTIABLE' },
    });
  });

  test('[SES-1] no offer in time ends the call', async () => {
    const sessionId = await calls.incoming();
    await carriage(sessionId, 'disconnected');
    await world.clock.pass(2_000);
    await world.clock.pass(15_000);
    expect(calls.view(sessionId)).toMatchObject({ state: 'terminated', ending: { reason: 'media-failed' } });
  });
});
