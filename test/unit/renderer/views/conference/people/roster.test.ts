// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { preloadViews } from '../../../../../../renderer/views/lazy-views.ts';
import { MountedPage } from '../../../../../support/renderer/mounted-page.tsx';
import { participant, stayView, WAITS } from '../../../../../support/renderer/samples/stay-view.ts';

const conferenceId = 'conference-0001';
const alice = participant('Alice', { role: 'organizer' });
const MEDIA = { microphone: 'on', camera: 'on', screen: 'off' };
const DAN = { address: 'dan@example.org', displayName: 'Dan' };

let page: MountedPage;
beforeEach(async () => {
  await preloadViews();
  page = new MountedPage();
});
afterEach(() => page.close());

const showRoster = async (change: object, conference: object = {}) => {
  page.show({ stay: stayView(change, conference) });
  if (!page.has('roster')) await page.press('toggle-roster');
};
const row = (name: string) => {
  const found = page.all('participant-row').find(({ textContent }) => textContent?.includes(name));
  if (!found) throw new Error(`no row of ${name}`);
  return found;
};
const openMenu = async (name: string) => {
  const button = row(name).querySelector<HTMLElement>('[data-testid="participant-menu"]');
  if (!button) throw new Error(`no menu of ${name}`);
  await page.press(button);
  return button;
};

describe('participants', () => {
  test('[CONF-3] have role, status, media and speaking as text', async () => {
    const bob = participant('Bob', {
      status: 'disconnected',
      media: { ...MEDIA, microphone: 'muted', camera: 'off', screen: 'on' },
    });
    page.show({ speakers: { speaking: ['participant-carol'], dominant: null } });
    await showRoster({ participants: [alice, bob, participant('Carol', { role: 'attendee' })] });
    expect(row('Alice').textContent).toContain('Alice (you)');
    expect(row('Alice').textContent).toContain('Organizer');
    for (const words of ['Presenter · Connection lost', 'Muted', 'Camera off', 'Sharing their screen']) {
      expect(row('Bob').textContent).toContain(words);
    }
    expect(row('Carol').textContent).toContain('Speaking');
    expect(row('Bob').dataset).toMatchObject({ role: 'presenter', status: 'disconnected' });
  });

  test('[CONF-11] raised hands are in order of raising', async () => {
    await showRoster({
      participants: [
        alice,
        participant('Bob', { handRaisedAtMs: 20 }),
        participant('Carol', { handRaisedAtMs: 10 }),
      ],
    });
    expect(row('Carol').textContent).toContain('Hand raised, number 1');
    expect(row('Bob').textContent).toContain('Hand raised, number 2');
  });
});

describe('[CONF-8] the menu of a participant', () => {
  const carol = participant('Carol', { handRaisedAtMs: 1, media: { ...MEDIA, screen: 'on' } });
  const target = { conferenceId, participantId: carol.id };

  test.each([
    ['mute', 'conference.mute', target],
    ['stop-share', 'conference.stop-share', target],
    ['lower-hand', 'conference.lower-hand', target],
    ['make-organizer', 'conference.set-role', { ...target, role: 'organizer' }],
    ['make-attendee', 'conference.set-role', { ...target, role: 'attendee' }],
  ] as const)('%s is one command', async (action, command, data) => {
    await showRoster({ participants: [alice, carol] });
    await openMenu('Carol');
    await page.press(`action-${action}`);
    expect(page.sentAs(command)).toEqual([data]);
    expect(page.has(`action-${action}`)).toBe(false);
  });

  test('stepping down first makes them organizer, and then the user presenter', async () => {
    await showRoster({ participants: [alice, carol] });
    await openMenu('Carol');
    await page.press('action-hand-over');
    expect(page.sentAs('conference.set-role')).toEqual([
      { ...target, role: 'organizer' },
      { conferenceId, participantId: alice.id, role: 'presenter' },
    ]);
  });

  test('removing asks first, and can have a message', async () => {
    await showRoster({ participants: [alice, carol] });
    await openMenu('Carol');
    await page.press('action-remove');
    expect(page.sentAs('conference.remove')).toEqual([]);
    await page.type('confirm-text', 'Wrong meeting');
    await page.press('confirm-remove');
    expect(page.sentAs('conference.remove')).toEqual([{ ...target, text: 'Wrong meeting' }]);
    expect(page.has('remove-dialog')).toBe(false);
  });

  test('is only there for organizers', async () => {
    await showRoster({ participants: [participant('Alice'), carol] });
    expect(page.has('participant-menu')).toBe(false);
  });
});

describe('[CONF-1] wrong passcodes', () => {
  test('an organizer reads their number and can lock the conference, which hides the hint', async () => {
    page.show({ stay: stayView({ participants: [alice], wrongPasscodes: 20 }) });
    expect(page.words('guessing-hint')).toContain('20 wrong passcodes');
    await page.press('lock-from-hint');
    expect(page.sentAs('conference.change')).toEqual([{ conferenceId, locked: true }]);
    page.show({ stay: stayView({ participants: [alice], wrongPasscodes: 20 }, { locked: true }) });
    expect(page.has('guessing-hint')).toBe(false);
  });

  test('nobody else sees the hint', () => {
    page.show({ stay: stayView({ participants: [participant('Alice')], wrongPasscodes: 20 }) });
    expect(page.has('guessing-hint')).toBe(false);
  });
});

describe('[CONF-8] waiting people', () => {
  const waiting = [participant('Carol', WAITS), participant('Dan', WAITS)];

  test('can be admitted one by one or all together, or turned away', async () => {
    await showRoster({ participants: [alice, ...waiting] });
    expect(page.words('waiting-people')).toContain('2 people are waiting');
    expect(row('Carol').dataset).toMatchObject({ role: 'waiting', status: 'pending' });
    await page.press(page.all('admit')[0] as HTMLElement);
    await page.press('admit-all');
    await page.press(page.all('turn-away')[1] as HTMLElement);
    expect(page.sentAs('conference.admit')).toEqual([
      { conferenceId, participantId: 'participant-carol' },
      { conferenceId, participantId: null },
    ]);
    expect(page.sentAs('conference.remove')).toEqual([{ conferenceId, participantId: 'participant-dan' }]);
  });

  test('are visible to others without buttons', async () => {
    await showRoster({ participants: [participant('Alice'), ...waiting] });
    expect(page.all('participant-row')).toHaveLength(3);
    for (const testId of ['admit', 'admit-all', 'turn-away']) expect(page.has(testId)).toBe(false);
  });

  test('are in a hint while the roster is hidden, and can be admitted from the hint', async () => {
    page.show({ stay: stayView({ participants: [alice, waiting[0]] }) });
    await page.press('toggle-chat');
    expect(page.words('waiting-hint')).toContain('Carol is waiting to join.');
    await page.press('admit-from-hint');
    expect(page.sentAs('conference.admit')).toEqual([{ conferenceId, participantId: null }]);
    await page.press('toggle-roster');
    expect(page.has('waiting-hint')).toBe(false);
  });

  test('are announced to those who can admit them', () => {
    page.show({ stay: stayView() });
    page.show({ stay: stayView({ participants: [alice, waiting[0]] }) });
    expect(page.words('announcer')).toBe('Carol is waiting to join');
  });
});

describe('[CONF-9] removed people', () => {
  test('are listed for organizers, who can readmit them', async () => {
    await showRoster({}, { removed: [DAN] });
    await page.press('readmit');
    expect(page.sentAs('conference.readmit')).toEqual([{ conferenceId, address: DAN.address }]);
  });

  test('are not listed for others', async () => {
    await showRoster({ participants: [participant('Alice')] }, { removed: [DAN] });
    expect(page.has('removed-people')).toBe(false);
  });
});

describe('a menu by keyboard', () => {
  const focused = () => (document.activeElement as HTMLElement).dataset.testid;

  test('arrows, Home, End and letters move the focus, Escape closes the menu and returns the focus', async () => {
    await showRoster({});
    const button = await openMenu('Bob');
    expect(button.getAttribute('aria-expanded')).toBe('true');
    const moves: [string, string][] = [
      ['ArrowDown', 'action-make-organizer'],
      ['ArrowUp', 'action-mute'],
      ['ArrowUp', 'action-remove'],
      ['Home', 'action-mute'],
      ['End', 'action-remove'],
      ['m', 'action-mute'],
    ];
    for (const [key, testId] of moves) {
      await page.key(key, document.activeElement as HTMLElement);
      expect(focused()).toBe(testId);
    }
    await page.key('Escape', document.activeElement as HTMLElement);
    expect([page.has('action-mute'), focused()]).toEqual([false, 'participant-menu']);
  });

  test('the focus returns to the button when an item is chosen', async () => {
    await showRoster({});
    await openMenu('Bob');
    await page.press('action-mute');
    expect(focused()).toBe('participant-menu');
  });
});
