import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ServerAccess } from '../../../electron/core/registration/server-access.ts';
import { randomIds } from '../../../electron/shell/environment.ts';
import type { ConferenceId } from '../../../protocol/ids.ts';
import type { AppState } from '../../../protocol/rpc/app-state.ts';
import { DisplayName } from '../../../protocol/text/addresses.ts';
import { PAGE_FINGERPRINT, PAGE_RTP_CAPABILITIES } from '../../support/core/fakes/canned-media.ts';
import { freePort, RealWorld, seen, type User } from '../../support/core/real-world.ts';
import { sharedSecrets } from '../../support/program/local-secrets.ts';
import { anId, anInvitation, everythingOff } from '../../support/server/requests.ts';
import { TestClient } from '../../support/server/test-client.ts';
import { type SessionFacts, sessionsIn } from '../../support/session-facts.ts';

const both = { microphone: true, camera: true };
const nothing = { microphone: false, camera: false };

let world: RealWorld;
let alice: User;
let carol: User;
let strangers: TestClient[];

beforeEach(async () => {
  strangers = [];
  world = new RealWorld(await freePort());
  alice = await world.person('Alice');
  carol = await world.person('Carol');
});
afterEach(async () => {
  for (const stranger of strangers) stranger.close();
  await world.close();
});

const addressOf = ({ client }: User) => client.state.registration.address as never;
const last = ({ client }: User) => sessionsIn(client.state).at(-1);
const ringing = (state: AppState) => sessionsIn(state).find((session) => session.state === 'incoming');
const names = (state: AppState) => state.stay?.participants.map(({ displayName }) => displayName);

async function rings(who: User): Promise<SessionFacts> {
  return ringing(await seen(who, 'it rings', ringing)) as SessionFacts;
}

/** Alice is in a conference of hers. */
async function confer(): Promise<ConferenceId> {
  const { conferenceId, link } = await alice.page.send('create-conference', { title: 'Standup' });
  await alice.page.send('join-conference', { link, media: nothing });
  return conferenceId;
}

/** Alice, in a conference, invites Carol; resolves with the invitation as Carol has it. */
async function invite(): Promise<{ conferenceId: ConferenceId; invitation: SessionFacts }> {
  const conferenceId = await confer();
  await alice.page.send('invite-to-conference', { conferenceId, to: addressOf(carol) });
  return { conferenceId, invitation: await rings(carol) };
}

/** A person without a client core: a device that makes requests by itself. */
async function stranger(name: string): Promise<TestClient> {
  const url = `http://127.0.0.1:${world.port}`;
  const access = new ServerAccess({ fetch, ids: randomIds, secrets: sharedSecrets });
  const token = await access.token(url, DisplayName.parse(name));
  const client = new TestClient({ url, token });
  strangers.push(client);
  await client.connected();
  await client.register();
  return client;
}

describe('invitations to a conference, between two cores over a real server', () => {
  test('[CONV-3] [INV-6] Carol is invited, accepts, and is in the roster', async () => {
    const { conferenceId, invitation } = await invite();
    expect(invitation).toMatchObject({ sessionType: 'conference', conferenceId, subject: 'Standup' });
    expect(invitation.conversationId).toBe(alice.client.state.stay?.conference.conversationId);
    await seen(alice, 'the ringing', (state) => sessionsIn(state).at(-1)?.progress === 'ringing');
    await carol.page.send('accept', { invitationId: invitation.invitationId, media: both });
    await seen(alice, 'the roster', (state) => names(state)?.join() === 'Alice,Carol');
    await seen(carol, 'the roster', (state) => names(state)?.join() === 'Alice,Carol');
    for (const { client } of [alice, carol]) {
      expect(client.state.sessions).toEqual([]);
      expect(client.state.history).toEqual([]);
    }
    expect(alice.page.heard).not.toContain('peer-offer');
    expect(carol.page.heard).not.toContain('peer-answer');
  });

  test('[INV-9] it rings on every device; the other one stops, and stays out', async () => {
    const second = await world.person('Carol');
    const { invitation } = await invite();
    await rings(second);
    await carol.page.send('accept', { invitationId: invitation.invitationId, media: nothing });
    await seen(second, 'answered', (state) => sessionsIn(state).at(-1)?.state === 'terminated');
    expect(last(second)?.ending).toEqual({ reason: 'answered-elsewhere', by: 'you' });
    expect(second.client.state.stay).toBeNull();
  });

  test('[INV-4] [INV-12] a decline with its words reaches the inviter, who stays in', async () => {
    const { invitation } = await invite();
    const { invitationId } = invitation;
    await carol.page.send('decline', { invitationId, reason: 'busy', text: 'soon' });
    await seen(alice, 'the decline', (state) => sessionsIn(state).at(-1)?.state === 'terminated');
    expect(last(alice)?.ending).toEqual({ reason: 'busy', by: 'them', text: 'soon' });
    expect(alice.client.state.stay?.state).toBe('connected');
    for (const { client } of [alice, carol]) {
      expect(client.state.history).toMatchObject([{ sessionType: 'conference', subject: 'Standup' }]);
    }
  });

  test('[CONV-3] an inviter who leaves takes the invitation along', async () => {
    const { conferenceId } = await invite();
    await alice.page.send('leave-conference', { conferenceId });
    await seen(carol, 'its end', (state) => sessionsIn(state).at(-1)?.state === 'terminated');
    expect(last(carol)?.ending).toEqual({ reason: 'cancelled', by: 'them' });
    await seen(carol, 'the missed call', ({ history }) => history[0]?.missed);
    await seen(alice, 'her end of it', (state) => sessionsIn(state).at(-1)?.state === 'terminated');
  });

  test('[CONV-3] [ESC-5] a live call that becomes a conference: it is named, and ends when that is accepted', async () => {
    const bob = await stranger('Bob');
    const call = anInvitation(addressOf(carol));
    await bob.request('invitation.send', call);
    const { invitationId } = await rings(carol);
    await carol.page.send('accept', { invitationId, media: both });
    await carol.page.send('carriage-state', { carriageId: call.sessionId, state: 'connected' });

    const { conversationId } = call;
    const { id: conferenceId } = await bob.request('conference.create', { conversationId, title: 'More' });
    await bob.request('conference.join', {
      conferenceId,
      rtpCapabilities: PAGE_RTP_CAPABILITIES,
      dtlsParameters: { role: 'client', fingerprints: [PAGE_FINGERPRINT] },
      media: everythingOff,
    });
    const { offer: _, ...rest } = anInvitation(addressOf(carol));
    const sessionType = 'conference';
    await bob.request('invitation.send', { ...rest, conversationId, conferenceId, sessionType });
    const escalation = await rings(carol);
    expect(escalation).toMatchObject({ escalates: call.sessionId, conferenceId });
    await carol.page.send('accept', { invitationId: escalation.invitationId, media: both });
    expect(await bob.notice('session-ended')).toMatchObject({
      sessionId: call.sessionId,
      ending: { reason: 'hung-up', by: 'them' },
    });
    const state = await seen(carol, 'the roster', (one) => names(one)?.join() === 'Bob,Carol');
    expect(state.stay).toMatchObject({
      state: 'connected',
      conference: { id: conferenceId, conversationId },
    });
  });

  test('[CONV-4] nobody invites to a conference they are not in', async () => {
    const bob = await stranger('Bob');
    const conferenceId = await confer();
    const { conversationId } = alice.client.state.stay?.conference ?? {};
    const { offer: _, ...rest } = anInvitation(addressOf(carol));
    const invitation = { ...rest, conversationId: conversationId ?? (anId() as never), conferenceId };
    const sent = bob.request('invitation.send', { ...invitation, sessionType: 'conference' });
    await expect(sent).rejects.toMatchObject({ code: 'CONFERENCE_NOT_JOINED' });
    expect(carol.client.state.sessions).toEqual([]);
  });
});
