// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { preloadViews } from '../../../../../renderer/views/lazy-views.ts';
import { MountedPage } from '../../../../support/renderer/mounted-page.tsx';
import { callView, screenShareView } from '../../../../support/renderer/samples/session-view.ts';

const CAROL = { address: 'carol@example.org', displayName: 'Carol' };
const ringing = callView({
  id: 'session-0002',
  invitationId: 'invitation-0002',
  conversationId: 'conversation-0002',
  peer: CAROL,
  direction: 'incoming',
  state: 'incoming',
});
const invitationId = ringing.invitationId;
const stay = (state: string) => ({
  conference: {
    id: 'conference-0001',
    conversationId: 'conversation-0009',
    title: 'Monday',
    link: 'x',
    locked: false,
    waitingRoom: false,
    removed: [],
  },
  leaseId: 'lease-0009',
  screenLeaseId: 'lease-0009',
  state,
  participants: [],
  local: { microphone: 'on', camera: 'on', screen: 'off' },
});

let page: MountedPage;
beforeEach(async () => {
  await preloadViews();
  page = new MountedPage();
});
afterEach(() => page.close());

describe('a ringing call', () => {
  test.each([
    ['accept-video', true],
    ['accept-audio', false],
  ])('[NOTE-3] %s is one command to main, however often it is pressed', async (testId, camera) => {
    page.show({ sessions: [ringing] });
    expect(page.words('incoming-card')).toContain('Carol is calling');
    await Promise.all([page.press(testId), page.press(testId)]);
    expect(page.sentAs('accept')).toEqual([{ invitationId, media: { microphone: true, camera } }]);
  });

  test('[INV-4] Decline sends "declined"', async () => {
    page.show({ sessions: [ringing] });
    await page.press('decline');
    expect(page.sentAs('decline')).toEqual([{ invitationId, reason: 'declined' }]);
  });

  test('[INV-4] there are four reasons, and none is “not specified”', async () => {
    page.show({ sessions: [ringing] });
    expect(page.has('decline-send')).toBe(false);
    await page.press('decline-menu');
    const reasons = page.all('decline-reason').map(({ dataset }) => dataset.reason);
    expect(reasons).toEqual(['busy', 'unavailable', 'not-acceptable-here', 'do-not-disturb']);
  });

  test.each(['busy', 'unavailable', 'not-acceptable-here', 'do-not-disturb'])(
    '[INV-4] %s is sent with a short message',
    async (reason) => {
      page.show({ sessions: [ringing] });
      await page.press('decline-menu');
      const choice = page.all('decline-reason').find(({ dataset }) => dataset.reason === reason);
      await page.press(choice as HTMLElement);
      await page.type('decline-text', ' At four?\u202E ');
      await page.press('decline-send');
      expect(page.sentAs('decline')).toEqual([{ invitationId, reason, text: 'At four?' }]);
    },
  );

  test('[INV-4] without a message no text is sent; Escape closes the reasons', async () => {
    page.show({ sessions: [ringing] });
    await page.press('decline-menu');
    await page.key('Escape', page.at('decline-text'));
    expect(page.has('decline-send')).toBe(false);
    expect(document.activeElement).toBe(page.at('decline-menu'));
    await page.press('decline-menu');
    await page.press('decline-send');
    expect(page.sentAs('decline')).toEqual([{ invitationId, reason: 'busy' }]);
  });

  test.each([
    ['a video call', true, ['accept-video', 'accept-audio']],
    ['an audio call', false, ['accept-audio', 'accept-video']],
  ])('[LEASE-4] the usual answer to %s opens what was asked for', async (_, camera, order) => {
    page.show({ sessions: [{ ...ringing, requested: { microphone: true, camera } }] });
    const buttons = [...document.querySelectorAll<HTMLElement>('.incoming-actions > [data-testid^=accept]')];
    expect(buttons.map(({ dataset }) => dataset.testid)).toEqual(order);
    expect(buttons.map(({ classList }) => classList.contains('button-good'))).toEqual([true, false]);
    await page.press(buttons[0] as HTMLElement);
    expect(page.sentAs('accept')).toEqual([{ invitationId, media: { microphone: true, camera } }]);
  });

  test('[NOTE-3] "Message instead" declines as busy and opens the conversation', async () => {
    page.show({ sessions: [ringing] });
    await page.press('message-instead');
    expect(page.sentAs('decline')).toEqual([{ invitationId, reason: 'busy' }]);
    expect(page.conversing.navigation.opened.value).toMatchObject({
      peer: CAROL,
      conversationId: ringing.conversationId,
    });
  });

  test('a call that was declined here is dismissed once', async () => {
    const ending = { reason: 'busy', by: 'you' };
    page.show({ sessions: [callView({ ...ringing, state: 'terminated', ending })] });
    page.show({ people: [] });
    expect(page.sentAs('dismiss-ended')).toEqual([{ carriageId: ringing.id }]);
  });
});

describe('call waiting', () => {
  test.each([
    ['hold-accept', 'hold'],
    ['end-accept', 'end'],
  ])('[INV-10] %s says what happens to the other call', async (testId, others) => {
    page.show({ sessions: [callView(), ringing] });
    expect(page.has('accept-video')).toBe(false);
    await page.press(testId);
    expect(page.sentAs('accept')).toEqual([
      { invitationId, media: { microphone: true, camera: true }, others },
    ]);
  });

  test('[INV-10] a camera that is off stays off in the accepted call', async () => {
    const local = { microphone: 'on', camera: 'off', screen: 'off' };
    page.show({ sessions: [callView({ local }), ringing] });
    await page.press('end-accept');
    expect(page.sentAs('accept')).toMatchObject([{ media: { microphone: true, camera: false } }]);
  });

  test('[INV-10] an unanswered call cannot be put on hold', () => {
    page.show({ sessions: [callView({ state: 'establishing', progress: 'ringing' }), ringing] });
    expect([page.has('hold-accept'), page.has('end-accept'), page.has('decline')]).toEqual([
      false,
      true,
      true,
    ]);
  });

  test('[INV-10] a stay cannot be put on hold, but left; an ended stay is ignored', () => {
    page.show({ sessions: [ringing], stay: stay('connected') });
    expect(page.has('hold-accept')).toBe(false);
    expect(page.words('end-accept')).toBe('Leave and accept');
    expect(page.has('message-instead')).toBe(false);
    page.show({ stay: { ...stay('exited'), ending: { reason: 'left', by: 'you' } } });
    expect(page.has('accept-audio')).toBe(true);
  });

  test('[INV-10] "Message instead" keeps the call, and shows the conversation', async () => {
    const running = callView();
    page.show({ sessions: [running, ringing] });
    await page.press('message-instead');
    expect(page.sentAs('hang-up')).toEqual([]);
    expect(page.conversing.navigation.awayFrom.value).toBe(running.id);
    expect(page.has('home')).toBe(true);
  });
});

describe('an offered screen', () => {
  const offered = screenShareView(ringing);

  test('[SES-3] is viewed without a device, or declined; it is not a call', async () => {
    page.show({ sessions: [callView(), offered] });
    expect(page.words('incoming-card')).toContain('Carol wants to share their screen');
    for (const testId of ['accept-video', 'hold-accept', 'decline-menu', 'message-instead']) {
      expect(page.has(testId)).toBe(false);
    }
    await page.press('accept-share');
    await page.press('decline');
    expect(page.sentAs('accept')).toEqual([{ invitationId, media: { microphone: false, camera: false } }]);
    expect(page.sentAs('decline')).toEqual([{ invitationId, reason: 'declined' }]);
  });

  test('cannot be viewed in a conference', () => {
    page.show({ sessions: [offered], stay: stay('connected') });
    expect([page.has('accept-share'), page.has('decline')]).toEqual([false, true]);
  });
});
