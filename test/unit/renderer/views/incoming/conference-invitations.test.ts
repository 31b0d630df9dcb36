// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { preloadViews } from '../../../../../renderer/views/lazy-views.ts';
import { MountedPage } from '../../../../support/renderer/mounted-page.tsx';
import { callView, conferenceInvitationView } from '../../../../support/renderer/samples/session-view.ts';

const MEDIA = { microphone: 'on', camera: 'on', screen: 'off' };
const CAROL = { address: 'carol@example.org', displayName: 'Carol' };
const conferenceId = 'conference-0001';
const invitation = (change: object = {}) =>
  conferenceInvitationView({
    id: 'session-0002',
    invitationId: 'invitation-0002',
    conversationId: 'conversation-0009',
    conferenceId,
    subject: 'Plans for Monday',
    peer: CAROL,
    direction: 'incoming',
    state: 'incoming',
    ...change,
  });
const { invitationId } = invitation();
const ours = (change: object = {}) =>
  invitation({ direction: 'outgoing', state: 'establishing', progress: 'ringing', ...change });
const over = (reason: string, by: string, text?: string) => ({
  state: 'terminated',
  ending: { reason, by, text },
});
const participant = (id: string, address: string, displayName: string) => ({
  id,
  address,
  displayName,
  endpointId: `endpoint-${id}`,
  role: 'presenter',
  status: 'connected',
  media: MEDIA,
  joined: 'dialed-in',
  joinedAtMs: 0,
});
const stay = (change: object = {}) => ({
  conference: {
    id: conferenceId,
    conversationId: 'conversation-0009',
    title: 'Monday',
    link: 'x',
    locked: false,
    waitingRoom: false,
    removed: [],
  },
  leaseId: 'lease-0009',
  screenLeaseId: 'lease-0009',
  state: 'connected',
  participantId: 'participant-1',
  participants: [
    participant('participant-1', 'alice@example.org', 'Alice'),
    participant('participant-2', 'bob@example.org', 'Bob'),
  ],
  local: MEDIA,
  ...change,
});
const person = (displayName: string, presence = 'available') => ({
  address: `${displayName.toLowerCase()}@example.org`,
  displayName,
  presence,
});

let page: MountedPage;
beforeEach(async () => {
  await preloadViews();
  page = new MountedPage();
});
afterEach(() => page.close());

describe('a ringing invitation to a conference', () => {
  test.each([
    ['accept-video', true],
    ['accept-audio', false],
  ])('[CONV-3] says who invites to what; %s is one command', async (testId, camera) => {
    page.show({ sessions: [invitation()] });
    expect(page.words('incoming-card')).toContain('Carol invites you to a conference');
    expect(page.words('incoming-card')).toContain('Plans for Monday');
    await Promise.all([page.press(testId), page.press(testId)]);
    expect(page.sentAs('accept')).toEqual([{ invitationId, media: { microphone: true, camera } }]);
  });

  test('[INV-4] it can be declined with a reason', async () => {
    page.show({ sessions: [invitation()] });
    await page.press('decline-menu');
    await page.type('decline-text', 'In ten minutes');
    await page.press('decline-send');
    expect(page.sentAs('decline')).toEqual([{ invitationId, reason: 'busy', text: 'In ten minutes' }]);
  });

  test('[CONV-1] "Message instead" writes to the inviter, not into the conversation of the conference', async () => {
    page.show({ sessions: [invitation()] });
    await page.press('message-instead');
    expect(page.sentAs('decline')).toEqual([{ invitationId, reason: 'busy' }]);
    expect(page.conversing.navigation.opened.value).toEqual({ peer: CAROL, conversationId: undefined });
  });

  test('[INV-10] a call can be ended for it, but not put on hold', async () => {
    page.show({ sessions: [callView({ local: { ...MEDIA, camera: 'off' } }), invitation()] });
    expect([page.has('hold-accept'), page.has('call-view')]).toEqual([false, true]);
    expect(page.words('end-accept')).toBe('End and accept');
    await page.press('end-accept');
    expect(page.sentAs('accept')).toEqual([
      { invitationId, media: { microphone: true, camera: false }, others: 'end' },
    ]);
  });

  test('[INV-10] another conference is left for it; the same one is not', async () => {
    const other = { ...stay().conference, id: 'conference-0002' };
    page.show({ stay: stay({ conference: other }), sessions: [invitation()] });
    expect(page.words('end-accept')).toBe('Leave and accept');
    page.show({ stay: stay() });
    await page.press('accept-audio');
    expect(page.sentAs('accept')).toEqual([{ invitationId, media: { microphone: true, camera: false } }]);
  });
});

describe('an invitation that would continue the current call', () => {
  const escalation = invitation({ escalates: 'session-0001', conversationId: 'conversation-0001' });

  test.each(['on', 'off'])(
    '[CONV-3] continues with the camera as in the call (%s), which ends',
    async (camera) => {
      page.show({ sessions: [callView({ local: { ...MEDIA, camera } }), escalation] });
      expect(page.words('incoming-card')).toContain('Carol wants to continue this call as a conference');
      for (const testId of ['accept-video', 'hold-accept', 'end-accept', 'message-instead']) {
        expect(page.has(testId)).toBe(false);
      }
      expect(page.words('continue-conference')).toBe('Continue as a conference');
      await page.press('continue-conference');
      const media = { microphone: true, camera: camera === 'on' };
      expect(page.sentAs('accept')).toEqual([{ invitationId, media, others: 'end' }]);
    },
  );

  test('[CONV-3] a microphone that is muted in the call stays muted', async () => {
    page.show({ sessions: [callView({ local: { ...MEDIA, microphone: 'muted' } }), escalation] });
    await page.press('continue-conference');
    expect(page.sentAs('accept')).toMatchObject([{ media: { microphone: false, camera: true } }]);
  });

  test('[CONV-3] declining it leaves the call as it is', async () => {
    page.show({ sessions: [callView(), escalation] });
    await page.press('decline');
    expect(page.sentAs('decline')).toEqual([{ invitationId, reason: 'declined' }]);
    expect(page.sentAs('hang-up')).toEqual([]);
    page.show({ sessions: [callView(), invitation({ ...escalation, ...over('declined', 'you') })] });
    expect([page.has('call-view'), page.has('ended-note')]).toEqual([true, false]);
  });
});

describe('inviting people to the conference', () => {
  test('[CONV-3] signed-in people who are not in it can be invited, one after another', async () => {
    const people = [
      ...[person('Alice'), person('Bob'), person('Carol', 'in-call'), person('Dan')],
      ...[person('Erin', 'offline'), person('Frank')],
    ];
    page.show({ people, stay: stay(), blocked: ['frank@example.org'] });
    await page.press('invite-people');
    expect(page.all('invite-row').map(({ dataset }) => dataset.address)).toEqual([
      'carol@example.org',
      'dan@example.org',
    ]);
    const [carol, dan] = page.all('invite-person');
    await page.press(carol as HTMLElement);
    await page.press(dan as HTMLElement);
    expect(page.sentAs('invite-to-conference')).toEqual([
      { conferenceId, to: 'carol@example.org' },
      { conferenceId, to: 'dan@example.org' },
    ]);
  });

  test('[CONV-3] a person with a pending invitation is not invited again', async () => {
    page.show({ people: [person('Carol')], stay: stay(), sessions: [ours()] });
    await page.press('invite-people');
    expect(page.words('invite-row')).toContain('Ringing…');
    expect(page.at<HTMLButtonElement>('invite-person').disabled).toBe(true);
    page.show({ sessions: [] });
    expect(page.at<HTMLButtonElement>('invite-person').disabled).toBe(false);
  });

  test('without anyone to invite the dialog says so', async () => {
    page.show({ people: [person('Bob')], stay: stay() });
    await page.press('invite-people');
    expect(page.words('invite-dialog')).toContain('There is no one else to invite');
  });

  test('[CONV-3] a pending invitation is a row with a cancel button, and the conference stays on stage', async () => {
    page.show({ stay: stay(), sessions: [ours({ progress: 'inviting' })] });
    expect([page.has('conference-view'), page.has('outgoing-card')]).toEqual([true, false]);
    expect(page.words('pending-invitation')).toContain('Inviting…');
    page.show({ sessions: [ours(), ours({ id: 'session-0005', conferenceId: 'conference-0002' })] });
    expect(page.words('pending-invitation')).toContain('Ringing…');
    await page.press('cancel-invitation');
    expect(page.sentAs('hang-up')).toEqual([{ sessionId: 'session-0002' }]);
    page.show({ sessions: [ours(over('cancelled', 'you'))] });
    expect([page.has('pending-invitation'), page.has('ended-note')]).toEqual([false, false]);
    expect(page.sentAs('dismiss-ended')).toEqual([{ carriageId: 'session-0002' }]);
  });

  test.each([
    ['declined', 'them', 'Carol declined.'],
    ['busy', 'them', 'Carol is busy.'],
    ['do-not-disturb', 'them', 'Carol has Do not disturb on.'],
    ['expired', 'system', 'Carol didn’t answer.'],
  ])('[INV-4] [INV-6] %s is noted beside the conference', (reason, by, words) => {
    page.show({ stay: stay(), sessions: [ours(over(reason, by, 'Later'))] });
    expect(page.words('ended-note')).toContain(words);
    expect(page.has('conference-view')).toBe(true);
  });
});

describe('an invitation without an answer', () => {
  test('[INV-5] [INV-12] is noted at home as an invitation', () => {
    page.show({ sessions: [invitation(over('expired', 'system'))] });
    expect(page.words('ended-card')).toContain('You missed an invitation from Carol.');
    expect(page.has('home')).toBe(true);
  });

  test('[INV-12] is in the history as an invitation, and calls back only the inviter', async () => {
    const entry = {
      id: 'session-0002',
      conversationId: 'conversation-0009',
      sessionType: 'conference',
      peer: CAROL,
      direction: 'incoming',
      media: { microphone: true, camera: true },
      atMs: 1_000,
      ending: { reason: 'expired', by: 'system' },
      missed: true,
      seen: false,
    };
    page.conversing.navigation.tab.value = 'history';
    page.show({ history: [entry] });
    expect(page.words('history-row')).toContain('Conference invitation');
    expect(page.words('history-row')).toContain('You missed an invitation from Carol.');
    await page.press('open-message');
    expect(page.conversing.navigation.opened.value).toMatchObject({ peer: CAROL, conversationId: undefined });
  });
});
