import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Address } from '../../../../protocol/text/addresses.ts';
import { toConference } from '../../../support/server/calls/escalating.ts';
import { aRefer, person, talk } from '../../../support/server/calls/referring.ts';
import { createConference, joinConference, noticesDuring } from '../../../support/server/conference/stays.ts';
import { refusalsOf } from '../../../support/server/refusals.ts';
import { aMessage, anInvitation } from '../../../support/server/requests.ts';
import type { TestClient } from '../../../support/server/test-client.ts';
import { TestServer } from '../../../support/server/test-server.ts';

const ALICE = 'alice@example.org' as Address;
const BOB = 'bob@example.org' as Address;
const CAROL = 'carol@example.org' as Address;

let server: TestServer;
let alice: TestClient;
let tablet: TestClient;
let bob: TestClient;
let carol: TestClient;

beforeEach(async () => {
  server = await TestServer.start();
  alice = await server.signIn('Alice');
  tablet = await server.signIn('Alice', { deviceName: 'tablet' });
  bob = await server.signIn('Bob');
  carol = await server.signIn('Carol');
});
afterEach(() => server.close());

const block = (blocked = true) => alice.request('block.set', { address: BOB, blocked });
const presenceFor = async (client: TestClient) =>
  (await client.register()).people.find(({ address }) => address === ALICE)?.presence;
const refusal = (request: Promise<unknown>) => refusalsOf([request]).then(([code]) => code);

/** The notices about Alice that a client gets while `act` runs. */
async function seenOfAlice(client: TestClient, act: () => Promise<unknown>) {
  const [notices = []] = await noticesDuring([client], act);
  return notices.flatMap((notice) =>
    notice.name === 'person-changed' && notice.data.person.address === ALICE
      ? [notice.data.person.presence]
      : [],
  );
}

describe('[INV-11] when the caller is blocked while ringing', () => {
  const forbidden = (by: 'you' | 'them') => ({ ending: { reason: 'forbidden', by } });

  test('a call stops on every device, and the caller gets 403', async () => {
    const invitation = anInvitation(ALICE);
    await bob.request('invitation.send', invitation);
    await block();
    const { invitationId } = invitation;
    expect(await bob.notice('invitation-ended')).toEqual({ invitationId, ...forbidden('them') });
    for (const device of [alice, tablet]) {
      expect(await device.notice('invitation-ended')).toEqual({ invitationId, ...forbidden('you') });
    }
    expect(await refusal(tablet.request('invitation.accept', invitation))).toBe('INVITATION_GONE');
  });

  test('an invitation to a conference stops', async () => {
    const conference = await createConference(bob);
    await joinConference(bob, conference.id);
    await bob.request('invitation.send', toConference(conference, ALICE));
    await block();
    expect(await bob.notice('invitation-ended')).toMatchObject(forbidden('them'));
  });

  test('calls of others continue to ring, and so does a call to the blocked person', async () => {
    const ofCarol = anInvitation(ALICE);
    await carol.request('invitation.send', ofCarol);
    const toBob = anInvitation(BOB);
    await alice.request('invitation.send', toBob);
    await block();
    await alice.request('invitation.accept', ofCarol);
    await bob.request('invitation.accept', toBob);
  });

  test('an established call continues until one side hangs up', async () => {
    const sessionId = await talk(bob, alice, ALICE);
    await block();
    await bob.request('session.media', {
      sessionId,
      media: { microphone: 'on', camera: 'off', screen: 'off' },
    });
    expect(await alice.notice('session-media')).toMatchObject({ sessionId });
    await bob.request('session.hang-up', { sessionId, reason: 'hung-up' });
    await alice.notice('session-ended');
  });
});

describe('[ADM-2] a blocked person', () => {
  test('sees the other person offline immediately, and no later changes', async () => {
    expect(await seenOfAlice(bob, block)).toEqual(['offline']);
    const seen = await seenOfAlice(bob, async () => {
      for (const device of [alice, tablet]) await device.request('presence.set', { doNotDisturb: true });
      for (const device of [alice, tablet]) await device.request('presence.set', { doNotDisturb: false });
      await talk(alice, carol, CAROL);
      for (const device of [alice, tablet]) device.close();
      await carol.notice('person-changed', ({ person: { presence } }) => presence === 'offline');
      await server.signIn('Alice');
    });
    expect(seen).toEqual([]);
  });

  test('sees them offline at every registration, in a position that does not show when they signed in', async () => {
    await block();
    tablet.close();
    alice.close();
    await carol.notice('person-changed', ({ person: { presence } }) => presence === 'offline');
    const before = (await bob.register()).people;
    await server.signIn('Alice');
    expect((await bob.register()).people).toEqual(before);
    expect(await presenceFor(carol)).toBe('available');
  });

  test('gets the same refusal whether they are available, busy, on Do not disturb or offline', async () => {
    await block();
    const attempts = () => [
      bob.request('invitation.send', anInvitation(ALICE)),
      bob.request('message.send', aMessage(ALICE)),
    ];
    const both = ['TARGET_BLOCKED', 'TARGET_BLOCKED'];
    expect(await refusalsOf(attempts())).toEqual(both);
    await talk(alice, carol, CAROL);
    expect(await refusalsOf(attempts())).toEqual(both);
    for (const device of [alice, tablet]) await device.request('presence.set', { doNotDisturb: true });
    expect(await refusalsOf(attempts())).toEqual(both);
    for (const device of [alice, tablet]) device.close();
    await carol.notice('person-changed', ({ person: { presence } }) => presence === 'offline');
    expect(await refusalsOf(attempts())).toEqual(both);
  });

  test('cannot find out with a transfer', async () => {
    await block();
    const sessionId = await talk(bob, carol, CAROL);
    const refer = () => refusal(bob.request('refer.send', aRefer(sessionId, person(ALICE))));
    expect(await refer()).toBe('TARGET_BLOCKED');
    for (const device of [alice, tablet]) device.close();
    await carol.notice('person-changed', ({ person: { presence } }) => presence === 'offline');
    expect(await refer()).toBe('TARGET_BLOCKED');
  });

  test('does not learn that an earlier message was delivered or read', async () => {
    const message = aMessage(ALICE);
    const { sequence: upToSequence } = await bob.request('message.send', message);
    await block();
    const { conversationId } = message;
    const mark = (progress: 'delivered' | 'read') =>
      alice.request('message.mark', { conversationId, progress, upToSequence });
    const [heard] = await noticesDuring([bob], () => mark('read'));
    expect(heard).toEqual([]);
    const { messages } = await bob.request('message.sync', { afterRevision: 0 });
    expect(messages).toMatchObject([{ progress: 'sent' }]);
    await block(false);
    await mark('read');
    expect(await bob.notice('message-marked')).toMatchObject({ progress: 'read' });
  });

  test('sees them again when unblocked, and other people notice nothing', async () => {
    await block();
    const [ofCarol] = await noticesDuring([carol], async () => {
      expect(await seenOfAlice(bob, () => block(false))).toEqual(['available']);
    });
    expect(ofCarol).toEqual([]);
    expect(await presenceFor(bob)).toBe('available');
    expect(await seenOfAlice(bob, () => talk(alice, carol, CAROL))).toEqual(['in-call']);
  });

  test('is still visible to the person who blocks', async () => {
    await block();
    bob.close();
    await alice.notice('person-changed', ({ person: { address, presence } }) => {
      return address === BOB && presence === 'offline';
    });
  });
});
