// @vitest-environment happy-dom
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ParleyError } from '../../../../../protocol/errors.ts';
import { preloadViews } from '../../../../../renderer/views/lazy-views.ts';
import { MountedPage } from '../../../../support/renderer/mounted-page.tsx';
import { message, thread } from '../../../../support/renderer/samples/conversation-samples.ts';
import { callView, screenShareView } from '../../../../support/renderer/samples/session-view.ts';
import { participant, stayView } from '../../../../support/renderer/samples/stay-view.ts';

const conferenceId = 'conference-0001';
const people = ['Carol', 'Dora'].map((displayName) => ({
  displayName,
  address: `${displayName.toLowerCase()}@example.org`,
  presence: 'available',
}));
const call = callView();
const becoming = (state: string, change: object = {}) =>
  callView({ escalation: { state, conferenceId, by: 'you' }, ...change });
const escalated = { state: 'terminated', ending: { reason: 'escalated', by: 'system' } };
const stay = (change: object = {}) =>
  stayView({ leaseId: call.leaseId, ...change }, { conversationId: call.conversationId });

/** A call that the user put on hold. */
const waiting = callView({
  id: 'session-0002',
  leaseId: 'lease-0002',
  conversationId: 'conversation-0002',
  peer: { address: 'carol@example.org', displayName: 'Carol' },
  hold: { byUs: true, byThem: false },
});

let page: MountedPage;
beforeEach(async () => {
  // A document without a browser has no sizes, and without a size there are no tiles.
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(560);
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(400);
  await preloadViews();
  page = new MountedPage();
});
afterEach(() => {
  page.close();
  vi.restoreAllMocks();
});

const isDisabled = (testId: string) => page.at<HTMLButtonElement>(testId).disabled;
const slot = () => page.at('conference-slot');
const alertWith = (cause: string) => {
  const error = new ParleyError('ESCALATION_FAILED', '', { context: { cause } });
  return [{ id: 'alert-1', error: error.toWire() }];
};

describe('[ESC-1] adding people', () => {
  test('[ESC-1] a call cannot become a conference while conferences are set up, and the button says so', () => {
    const registration = { state: 'registered', address: 'alice@example.org', displayName: 'Alice' };
    const show = (conferences: object) =>
      page.show({ people, sessions: [call], registration: { ...registration, conferences } });
    show({ state: 'preparing', percent: 40 });
    expect(isDisabled('add-people')).toBe(true);
    expect(page.at('add-people').title).toBe('You can add people when conferences are set up');
    show({ state: 'ready' });
    expect(isDisabled('add-people')).toBe(false);
  });

  const choose = (name: string) =>
    page.press(
      page.all('found-person').find(({ textContent }) => textContent?.includes(name)) as HTMLElement,
    );

  test('asks for one or several people, and leaves the call on stage', async () => {
    page.show({ sessions: [call], people });
    await page.press('add-people');
    expect(page.words('add-people-dialog')).toContain(
      'You and Bob keep talking while the others are called.',
    );
    expect(isDisabled('add-people-submit')).toBe(true);
    await choose('Carol');
    await choose('Dora');
    expect(page.words('add-people-submit')).toBe('Add 2 people');
    await page.press('add-people-submit');
    expect(page.sentAs('escalate')).toEqual([
      { sessionId: call.id, to: ['carol@example.org', 'dora@example.org'] },
    ]);
    expect([page.has('add-people-dialog'), page.has('call-view')]).toEqual([false, true]);
  });

  test('also works with a key', async () => {
    page.show({ sessions: [call], people });
    await page.key('a');
    expect(page.has('add-people-dialog')).toBe(true);
  });

  test.each<[string, object, boolean]>([
    ['is established', {}, true],
    ['the user put on hold', { hold: { byUs: true, byThem: false } }, false],
    ['the other side put on hold', { hold: { byUs: false, byThem: true } }, false],
    ['is being connected', { state: 'establishing', progress: 'connecting' }, false],
    ['is ending', { state: 'terminating' }, false],
    ['is becoming a conference', becoming('joining'), true],
    ['failed to become a conference', becoming('rolled-back'), true],
  ])('in a call that %s', async (_title, change, mayAdd) => {
    page.show({ sessions: [callView(change)], people });
    expect(isDisabled('add-people')).toBe(!mayAdd);
    await page.key('a');
    expect(page.has('add-people-dialog')).toBe(mayAdd);
  });

  test('also while another call is on hold', async () => {
    page.show({ sessions: [waiting, call], people });
    expect(isDisabled('add-people')).toBe(false);
    await page.press('add-people');
    expect(page.has('add-people-dialog')).toBe(true);
  });

  test('too many people are refused before the request', async () => {
    const many = Array.from({ length: 21 }, (_, index) => ({
      displayName: `P${index}`,
      address: `p${index}@example.org`,
      presence: 'available',
    }));
    page.show({ sessions: [call], people: many });
    await page.press('add-people');
    for (const row of page.all('found-person')) await page.press(row);
    expect(page.words('add-people-dialog')).toContain('You can add up to 20 people at once.');
    expect(isDisabled('add-people-submit')).toBe(true);
  });

  test('a call that is put on hold meanwhile cannot be escalated', async () => {
    page.show({ sessions: [call], people });
    await page.press('add-people');
    await choose('Carol');
    page.show({ sessions: [{ ...call, hold: { byUs: false, byThem: true } }] });
    expect(isDisabled('add-people-submit')).toBe(true);
  });
});

describe('a call that is becoming a conference', () => {
  test.each([
    ['you', 'Adding people…'],
    ['them', 'Bob is adding people…'],
  ])('[ESC-1] says who asked for it: %s', (by, words) => {
    page.show({ sessions: [call] });
    expect(page.has('escalation')).toBe(false);
    page.show({ sessions: [becoming('joining', { escalation: { state: 'joining', conferenceId, by } })] });
    expect(page.words('escalation')).toBe(words);
    expect(page.at('escalation').closest('[role="status"]')).not.toBeNull();
  });

  test('[ESC-2] can neither be put on hold nor share a new screen meanwhile', () => {
    page.show({ sessions: [becoming('switching')] });
    expect([isDisabled('toggle-hold'), isDisabled('toggle-share')]).toEqual([true, true]);
  });

  test('[ESC-2] covers its conference, which stays the same element when the call has ended', async () => {
    page.show({ sessions: [becoming('joining')], stay: stay({ state: 'joining' }) });
    expect(page.has('conference-slot')).toBe(false);
    page.show({ sessions: [becoming('switching')], stay: stay() });
    expect([page.has('call-view'), slot().hasAttribute('inert')]).toEqual([true, true]);
    const [view, picture] = [page.at('conference-view'), slot().querySelector('video')];
    expect(picture).not.toBeNull();
    page.show({ sessions: [becoming('carried')] });
    page.show({ sessions: [becoming('done', escalated)] });
    expect([page.has('call-view'), slot().hasAttribute('inert')]).toEqual([false, false]);
    expect(page.at('conference-view')).toBe(view);
    expect(slot().querySelector('video')).toBe(picture);
    expect([page.has('ended-card'), page.has('ended-note')]).toEqual([false, false]);
    expect(page.sentAs('dismiss-ended')).toEqual([{ carriageId: call.id }]);
  });

  test('[ESC-2] announces the conference when it has replaced the call, and moves the focus to its controls', () => {
    page.show({ sessions: [call] });
    page.show({ sessions: [becoming('switching')], stay: stay() });
    expect(page.words('announcer')).toBe('Connected with Bob');
    page.at('hang-up').focus();
    page.show({ sessions: [becoming('done', escalated)] });
    expect(page.words('announcer')).toBe('The call continued as a conference.');
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Controls');
    expect(slot().contains(document.activeElement)).toBe(true);
  });

  test('[ESC-4] a screen that continues in the conference is announced with its call, and leaves no note', () => {
    const share = screenShareView({
      id: 'session-0003',
      direction: 'incoming',
    });
    page.show({ sessions: [becoming('switching'), share], stay: stay() });
    page.show({ sessions: [becoming('done', escalated), screenShareView({ ...share, ...escalated })] });
    expect(page.words('announcer')).toBe('The call continued as a conference.');
    expect(page.has('ended-note')).toBe(false);
  });

  test('[ESC-2] the focus stays with a user who has moved it elsewhere', () => {
    const ringing = callView({ id: 'session-0007', state: 'incoming', direction: 'incoming' });
    page.show({ sessions: [becoming('switching'), ringing], stay: stay() });
    const card = document.querySelector<HTMLElement>('.incoming-card button');
    card?.focus();
    page.show({ sessions: [becoming('done', escalated), ringing] });
    expect(document.activeElement).toBe(card);
  });

  test('[ESC-4] a key acts once, on what is on stage', async () => {
    page.show({ sessions: [becoming('switching')], stay: stay() });
    await page.key('m');
    await page.key('p');
    const muting = { leaseId: call.leaseId, source: 'microphone', on: false };
    expect(page.sentAs('set-source')).toEqual([muting]);
    page.show({ sessions: [] });
    await page.key('m');
    expect(page.sentAs('set-source')).toEqual([muting, muting]);
  });

  test('[ESC-2] keys typed while the call view disappears are not shortcuts of the conference', async () => {
    page.show({ sessions: [becoming('switching')], stay: stay() });
    await page.press('toggle-messages');
    await page.key('h', document.querySelector('textarea') as HTMLElement);
    page.show({ sessions: [] });
    await page.key('m');
    expect(page.sentAs('set-source')).toEqual([]);
  });

  test('[ESC-2] the conference also plays in the background of home, for a user who went home from the call', async () => {
    page.show({ sessions: [becoming('switching')], stay: stay() });
    await page.press('call-home');
    expect([page.has('home'), slot().hasAttribute('inert')]).toEqual([true, true]);
  });

  test('[ESC-4] the user’s own screen has one bar, before and after', () => {
    const local = { microphone: 'on', camera: 'on', screen: 'on', screenName: 'Budget' };
    const share = screenShareView({ id: 'session-0003', local });
    page.show({ sessions: [becoming('switching'), share], stay: stay({ local }) });
    expect(page.words('sharing-bar')).toContain('You’re sharing “Budget” with Bob');
    page.show({ sessions: [] });
    expect(page.words('sharing-bar')).toContain('You’re sharing “Budget” with everyone');
  });
});

describe('[ESC-3] a failed escalation', () => {
  test.each([
    ['REQUEST_TIMED_OUT', 'Audio and video didn’t connect in time. Try again.'],
    ['CONFERENCE_NOT_JOINED', 'One of you couldn’t join the conference.'],
    ['WORKER_CRASHED', 'The server’s media worker stopped.'],
  ])('for %s changes nothing in the call, and says why', (cause, words) => {
    page.show({ sessions: [call] });
    const view = page.at('call-view');
    page.show({ sessions: [becoming('switching')], stay: stay() });
    page.show({ sessions: [becoming('rolled-back')], stay: null, alerts: alertWith(cause) });
    expect([page.at('call-view'), page.has('conference-slot')]).toEqual([view, false]);
    expect(page.has('escalation')).toBe(false);
    expect(page.words('alert')).toContain(
      'The call couldn’t become a conference. It continues without the others.',
    );
    expect(page.words('alert')).toContain(words);
    expect(page.words('announcer')).toBe('Connected with Bob');
  });

  test.each(['leaving', 'exited'])('shows nothing of a stay that is %s while the call continues', (state) => {
    page.show({ sessions: [call] });
    page.show({ sessions: [becoming('switching')], stay: stay() });
    const ending = { reason: 'ended', by: 'server' };
    page.show({ sessions: [becoming('rolled-back')], stay: stay({ state, ending }) });
    expect([page.has('call-view'), page.has('conference-slot'), page.has('exited-card')]).toEqual([
      true,
      false,
      false,
    ]);
    expect(page.words('announcer')).toBe('Connected with Bob');
  });
});

describe('[ESC-4] the chat of a conference that was a call', () => {
  const show = (threads: object[]) => {
    page.show({ stay: stay({ participants: [participant('Alice'), participant('Bob')] }), threads });
  };

  test('shows the two people’s earlier messages above it, read-only', async () => {
    show([thread({ unread: 1 })]);
    await page.press('toggle-chat');
    const { messages } = page.conversing;
    const written = message(1, { text: 'See you', direction: 'incoming', state: 'read' });
    await act(() => messages.change(call.conversationId, [written]));
    expect(page.words('earlier-messages')).toContain('Earlier with BobOnly you and Bob can see this.');
    expect(page.words('earlier-messages')).toContain('See you');
    expect(page.words('chat-pane')).toContain('With everyone');
    expect(page.at('earlier-messages').querySelector('textarea')).toBeNull();
    expect(page.has('chat-composer')).toBe(true);
    expect(page.at('conference-view').querySelector('h1')?.textContent).toBe('Monday');
    expect(page.sentAs('mark-read')).toEqual([{ conversationId: call.conversationId }]);
  });

  test.each([
    [true, 'chat-pane'],
    [false, 'roster'],
  ])('is open for a user who had the messages of the call open: %s', async (isReading, panel) => {
    page.show({ sessions: [becoming('switching')], stay: stay() });
    if (isReading) await page.press('toggle-messages');
    expect(page.has('roster')).toBe(true);
    page.show({ sessions: [] });
    expect(['chat-pane', 'roster'].filter((each) => page.has(each))).toEqual([panel]);
    await page.press('toggle-roster');
    expect(page.has('roster')).toBe(isReading);
  });

  test('has nothing above it for a user who was not in that call', async () => {
    show([thread({ conversationId: 'conversation-0005' })]);
    await page.press('toggle-chat');
    expect(page.has('earlier-messages')).toBe(false);
  });
});

describe('[ESC-1] a held call beside a conference', () => {
  test('is not on stage: the conference is, with the call beside it', () => {
    page.show({ sessions: [waiting, becoming('switching')], stay: stay() });
    expect(page.has('call-view')).toBe(true);
    expect(page.all('held-call')).toHaveLength(1);
    page.show({ sessions: [waiting, becoming('done', escalated)] });
    expect([page.has('call-view'), page.has('conference-view')]).toEqual([false, true]);
    expect(page.words('held-call')).toContain('Carol');
  });

  test('is resumed after leaving the conference, and its button says so', async () => {
    page.show({ sessions: [waiting], stay: stay() });
    expect(page.words('resume-call')).toContain('Leave and resume');
    await page.press('resume-call');
    expect(page.sent.map(({ name }) => name).slice(-2)).toEqual(['leave-conference', 'hold']);
    expect(page.sentAs('hold')).toEqual([{ sessionId: waiting.id, held: false }]);
  });

  test('stays on hold when the conference could not be left', async () => {
    page.refused.set('leave-conference', new ParleyError('REQUEST_TIMED_OUT', ''));
    page.show({ sessions: [waiting], stay: stay() });
    await page.press('resume-call');
    expect(page.sentAs('hold')).toEqual([]);
  });

  test('is on stage again when the conference has been left', () => {
    page.show({ sessions: [waiting], stay: stay() });
    page.show({ stay: stay({ state: 'exited', ending: { reason: 'left', by: 'you' } }) });
    expect([page.has('call-view'), page.has('conference-view')]).toEqual([true, false]);
  });
});
