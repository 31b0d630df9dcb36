import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SessionId } from '../../../../protocol/ids.ts';
import { anInvitation } from '../../../support/server/requests.ts';
import type { TestClient } from '../../../support/server/test-client.ts';
import { TestServer } from '../../../support/server/test-server.ts';

let server: TestServer;
let alice: TestClient;
let bob: TestClient;
let sessionId: SessionId;

const wrongState = { code: 'SESSION_WRONG_STATE' };

/** Alice has called Bob, whose device has accepted. */
beforeEach(async () => {
  server = await TestServer.start();
  alice = await server.signIn('Alice');
  bob = await server.signIn('Bob');
  const invitation = anInvitation('bob@example.org');
  await alice.request('invitation.send', invitation);
  await bob.request('invitation.accept', { invitationId: invitation.invitationId });
  sessionId = invitation.sessionId;
});
afterEach(() => server.close());

const answer = (offerNumber?: number) =>
  bob.request('session.answer', {
    sessionId,
    answer: `v=0 answer ${offerNumber}`,
    ...(offerNumber && { offerNumber }),
  });
const offer = (offerNumber: number, renewed: boolean) =>
  alice.request('session.offer', {
    sessionId,
    offerNumber,
    offer: `v=0 offer ${offerNumber}`,
    ...(renewed && { renewed }),
  });

describe('a call whose accepter has a new page', () => {
  test('[RES-5] asks the inviter for an offer from a new peer connection, and answers it', async () => {
    await answer();
    await bob.request('session.renew', { sessionId });
    expect(await alice.notice('session-renewal-asked')).toEqual({ sessionId });
    await offer(1, true);
    expect(await bob.notice('session-offered')).toEqual({
      sessionId,
      offer: 'v=0 offer 1',
      offerNumber: 1,
      renewed: true,
    });
    await answer(1);
    const renewed = await alice.notice('session-answered', (data) => data.offerNumber === 1);
    expect(renewed).toEqual({ sessionId, answer: 'v=0 answer 1', offerNumber: 1 });
  });

  test('[RES-5] may ask while an offer is still unanswered by the page that is gone', async () => {
    await answer();
    await offer(1, false);
    await bob.request('session.renew', { sessionId });
    expect(await alice.notice('session-renewal-asked')).toEqual({ sessionId });
  });

  test('[RES-5] may ask only in an agreed session; the inviter and other people may not', async () => {
    await expect(bob.request('session.renew', { sessionId })).rejects.toMatchObject(wrongState);
    await answer();
    await expect(alice.request('session.renew', { sessionId })).rejects.toMatchObject(wrongState);
    const eve = await server.signIn('Eve');
    const gone = { code: 'SESSION_GONE' };
    await expect(eve.request('session.renew', { sessionId })).rejects.toMatchObject(gone);
    await alice.settled();
    expect(alice.has('session-renewal-asked')).toBe(false);
    await alice.request('session.hang-up', { sessionId, reason: 'hung-up' });
    await expect(bob.request('session.renew', { sessionId })).rejects.toMatchObject(gone);
  });
});

describe('a renewed offer', () => {
  test('[RES-5] needs an agreed session and only comes from the inviter', async () => {
    await expect(offer(1, true)).rejects.toMatchObject(wrongState);
    await answer();
    const theirs = { sessionId, offer: 'v=0', renewed: true };
    await expect(bob.request('session.offer', theirs)).rejects.toMatchObject(wrongState);
  });

  test.each(['an ICE restart', 'another renewed one'])(
    '[RES-5] replaces the offer of %s, whose late answer is refused and not forwarded',
    async (which) => {
      await answer();
      await offer(1, which !== 'an ICE restart');
      await offer(2, true);
      await expect(answer(1)).rejects.toMatchObject(wrongState);
      await expect(answer()).rejects.toMatchObject(wrongState);
      await answer(2);
      const later = await alice.notice('session-answered', (data) => data.offerNumber !== undefined);
      expect(later.offerNumber).toBe(2);
      await expect(answer(2)).rejects.toMatchObject(wrongState);
    },
  );

  test('[SES-1] an ICE restart must wait for the answer to the previous offer', async () => {
    await answer();
    await offer(1, true);
    await expect(offer(2, false)).rejects.toMatchObject(wrongState);
    await answer(1);
    await offer(2, false);
  });
});
