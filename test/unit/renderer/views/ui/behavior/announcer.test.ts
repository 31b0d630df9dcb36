// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { endingOfError } from '../../../../../../electron/core/calls/session/session-endings.ts';
import { ParleyError } from '../../../../../../protocol/errors.ts';
import { errorWords } from '../../../../../../renderer/i18n/en.ts';
import { preloadViews } from '../../../../../../renderer/views/lazy-views.ts';
import { MountedPage } from '../../../../../support/renderer/mounted-page.tsx';
import { callView } from '../../../../../support/renderer/samples/session-view.ts';
import { participant, stayView } from '../../../../../support/renderer/samples/stay-view.ts';

let page: MountedPage;
beforeEach(async () => {
  await preloadViews();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  page = new MountedPage();
});
afterEach(() => {
  page.close();
  vi.useRealTimers();
});

/** All sentences in the live region of this kind. */
const spoken = (testId: string) =>
  [...(page.at(testId).parentElement?.children ?? [])].map(({ textContent }) => textContent).filter(Boolean);
const refused = (code: 'CONFERENCE_LOCKED' | 'CONFERENCE_FULL' | 'RATE_LIMITED' | 'CONFERENCE_UNKNOWN') => ({
  stay: stayView({
    state: 'exited',
    participantId: undefined,
    participants: [],
    ending: { reason: 'server-error', by: 'server' },
    error: new ParleyError(code, '').toWire(),
  }),
});

test.each(['CONFERENCE_LOCKED', 'CONFERENCE_FULL', 'CONFERENCE_UNKNOWN', 'RATE_LIMITED'] as const)(
  '[INV-6] the announcement of a join refused with %s matches the text on screen',
  (code) => {
    page.show({ stay: stayView({ state: 'joining', participants: [] }) });
    page.show(refused(code));
    const shown = page.words('exited-card');
    const said = page.words('announcer');
    expect(said).toContain(errorWords({ code, context: {} }));
    expect(said).not.toContain('problem on the server');
    expect(shown).toContain(said.split('. ')[0] as string);
    expect(shown).toContain(errorWords({ code, context: {} }));
  },
);

test.each([
  ['RATE_LIMITED', 'The server refused this call: too many calls in a short time.'],
  ['TARGET_BLOCKED', 'Bob doesn’t accept calls from you.'],
  ['TARGET_BUSY', 'Bob is busy.'],
  ['CONVERSATION_FORBIDDEN', 'This call is not allowed.'],
  ['MEDIA_FAILED', 'Audio and video couldn’t connect.'],
] as const)(
  '[INV-6] the announcement of a call that failed with %s matches the text on screen',
  (code, words) => {
    page.show({ sessions: [callView({ state: 'establishing', progress: 'ringing' })] });
    const thrown = new ParleyError(code, '');
    const [ending, error] = [endingOfError(thrown), thrown.toWire()];
    page.show({ sessions: [callView({ state: 'terminated', ending, error })] });
    expect(page.words('announcer')).toContain(words);
    expect(page.words('ended-card')).toContain(words);
    expect(page.words('announcer')).toContain(errorWords(error));
    expect(page.words('ended-card')).toContain(errorWords(error));
  },
);

test('[UI-4] the same sentence is announced twice, and none is replaced by the next', () => {
  const muted = { microphone: 'muted', camera: 'on', screen: 'off' };
  page.show({ sessions: [callView()] });
  page.show({ sessions: [callView({ local: muted })] });
  page.show({ sessions: [callView()] });
  page.show({ sessions: [callView({ local: muted })] });
  expect(spoken('announcer')).toEqual([
    'Connected with Bob',
    'Microphone muted',
    'Microphone on',
    'Microphone muted',
  ]);
});

test('[UI-4] a sentence is removed after some time', async () => {
  page.show({ sessions: [callView()] });
  await vi.advanceTimersByTimeAsync(8_000);
  await expect.poll(() => spoken('announcer')).toEqual([]);
});

test('[UI-4] an alert is announced immediately with the text on screen, and again when it is raised again', async () => {
  const busy = new ParleyError('SESSION_WRONG_STATE', '');
  page.show({ sessions: [callView()] });
  page.refused.set('hold', busy);
  await page.press('toggle-hold');
  await page.press('toggle-hold');
  const words = errorWords(busy);
  expect(spoken('alert-announcer')).toEqual([words, words]);
  expect(page.all('alert').map((each) => each.textContent?.trim())).toEqual([words]);
  expect(page.at('alert-announcer').parentElement?.getAttribute('aria-live')).toBe('assertive');
});

const said = async () => {
  await vi.advanceTimersByTimeAsync(1_100);
  return page.words('stage-announcer');
};
const room = (...people: object[]) => ({
  stay: stayView({ participants: [participant('Alice', { role: 'organizer' }), ...people] }),
});

test('[UI-4] joins, leaves, hands and a new organizer are announced together', async () => {
  page.show(room(participant('Bob')));
  page.show(room(participant('Bob'), participant('Carol')));
  expect(await said()).toBe('Carol joined.');
  const namesOrCount = Array.from({ length: 12 }, (_, index) => participant(`Guest${index}`));
  for (let count = 1; count <= namesOrCount.length; count += 1)
    page.show(room(participant('Bob'), ...namesOrCount.slice(0, count)));
  expect(await said()).toBe('12 people joined. Carol left.');
  page.show(room(participant('Bob', { role: 'organizer' }), ...namesOrCount));
  expect(await said()).toBe('Bob is now an organizer.');
  const raised = namesOrCount.map((each, index) => (index < 4 ? { ...each, handRaisedAtMs: 1 } : each));
  page.show(room(participant('Bob', { role: 'organizer' }), ...raised));
  expect(await said()).toBe('4 people raised their hands.');
});

test('[UI-4] messages that are not on screen are announced together', () => {
  const chat = (unread: number, ...texts: string[]) => ({
    conferenceId: 'conference-0001',
    unread,
    messages: texts.map((text, index) => ({
      id: `message-000${index}`,
      participantId: 'participant-bob',
      from: { address: 'bob@example.org', displayName: 'Bob' },
      text,
      sequence: index + 1,
      sentAtMs: index,
    })),
  });
  page.show({ ...room(participant('Bob')), chat: chat(0) });
  page.show({ chat: chat(1, 'Hello') });
  expect(page.words('announcer')).toBe('Bob wrote in the chat: Hello');
  page.show({ chat: chat(3, 'Hello', 'Are', 'you there?') });
  expect(page.words('announcer')).toBe('2 new messages in the chat');
  page.show({ chat: chat(0, 'Hello', 'Are', 'you there?') });
  expect(page.words('announcer')).toBe('2 new messages in the chat');
});
