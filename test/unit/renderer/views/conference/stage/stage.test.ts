// @vitest-environment happy-dom
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { preloadViews } from '../../../../../../renderer/views/lazy-views.ts';
import { MountedPage } from '../../../../../support/renderer/mounted-page.tsx';
import { participant, stayView, WAITS } from '../../../../../support/renderer/samples/stay-view.ts';

const MEDIA = { microphone: 'on', camera: 'on', screen: 'off' };
const SHOWING = { media: { ...MEDIA, screen: 'on', screenName: 'Budget' } };
const alice = participant('Alice', { role: 'organizer' });
const bob = participant('Bob');
const carol = participant('Carol');

let page: MountedPage;
beforeEach(async () => {
  // A document without a browser has no sizes. This one fits two rows of four tiles, or one row and the pager.
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(560);
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(200);
  await preloadViews();
  page = new MountedPage();
});
afterEach(() => {
  page.close();
  vi.restoreAllMocks();
});

const show = (participants: unknown[], change: object = {}) =>
  page.show({ stay: stayView({ participants, ...change }), speakers: null });
const speak = (dominant: string, ...speaking: string[]) =>
  page.show({
    speakers: {
      speaking: [dominant, ...speaking].map((name) => `participant-${name}`),
      dominant: `participant-${dominant}`,
    },
  });
const tile = (name: string) => {
  const found = page.all('tile').find(({ dataset }) => dataset.participant === `participant-${name}`);
  if (!found) throw new Error(`no tile of ${name}`);
  return found;
};
const names = () => page.all('tile').map(({ dataset }) => dataset.participant?.replace('participant-', ''));
const widthOf = (name: string) => Number.parseInt(tile(name).style.width, 10);
const pressed = (testId: string) => page.at(testId).getAttribute('aria-pressed');
const namesOrCount = (count: number) => [
  alice,
  ...Array.from({ length: count - 1 }, (_, index) => participant(`P${index}`)),
];

describe('[CONF-11] a tile', () => {
  test('has the name, and as text: muted, hand raised; waiting people have no tile', () => {
    const muted = participant('Carol', { media: { ...MEDIA, microphone: 'muted' }, handRaisedAtMs: 7 });
    show([alice, bob, muted, participant('Dan', WAITS)]);
    expect(names()).toEqual(['alice', 'bob', 'carol']);
    expect(tile('alice').textContent).toBe('Alice (you)');
    expect(tile('carol').textContent).toBe('Hand raisedMutedCarol');
  });

  test('shows speaking by more than a colour', () => {
    show([alice, bob]);
    speak('bob');
    expect(tile('bob').dataset.speaking).toBe('true');
    expect(tile('bob').querySelector('.tile-name .icon')).not.toBeNull();
    expect(tile('alice').dataset.speaking).toBe('false');
  });

  test('[CONF-7] says that the connection is lost, so that its last picture does not look live', () => {
    show([alice, participant('Bob', { status: 'disconnected' })]);
    speak('bob');
    expect(tile('bob').dataset).toMatchObject({ status: 'disconnected', speaking: 'false' });
    expect(tile('bob').textContent).toContain('Connection lost');
  });

  test('shows the latest reaction', () => {
    show([alice, bob]);
    void act(() => page.reactions.show(bob.id, 'heart'));
    void act(() => page.reactions.show(bob.id, 'laugh'));
    expect(page.at('reaction').dataset.reaction).toBe('laugh');
    expect(tile('bob').contains(page.at('reaction'))).toBe(true);
  });
});

describe('[CONF-11] the speaker layout', () => {
  test('shows the dominant speaker large, and not the user while others are there', async () => {
    show([alice, bob, carol]);
    await page.press('layout-speaker');
    expect([pressed('layout-grid'), pressed('layout-speaker')]).toEqual(['false', 'true']);
    speak('carol');
    expect(widthOf('carol')).toBeGreaterThan(widthOf('bob'));
    speak('alice');
    expect(widthOf('carol')).toBeGreaterThan(widthOf('alice'));
    speak('bob');
    expect(widthOf('bob')).toBeGreaterThan(widthOf('carol'));
    await page.press('layout-grid');
    expect(widthOf('bob')).toBe(widthOf('carol'));
  });

  test('shows nobody else in "Speaker only", so that the others are not received', async () => {
    show([alice, bob, carol]);
    await page.press('layout-only-speaker');
    speak('carol');
    expect(names()).toEqual(['carol']);
    speak('bob');
    expect(names()).toEqual(['bob']);
    await page.press('layout-speaker');
    expect(names()).toEqual(['alice', 'bob', 'carol']);
  });
});

describe('[CONF-11] a shared screen', () => {
  test('is shown large automatically; the user can go back, and the earlier layout returns when it ends', async () => {
    show([alice, bob]);
    expect(page.has('layout-sharing')).toBe(false);
    show([alice, participant('Bob', SHOWING)]);
    expect(pressed('layout-sharing')).toBe('true');
    expect(page.words('screen-name')).toBe('Bob is sharing “Budget”');
    expect(names()).toEqual(['alice', 'bob']);
    await page.press('layout-grid');
    expect(page.has('shared-screen')).toBe(false);
    await page.press('layout-sharing');
    expect(page.has('shared-screen')).toBe(true);
    show([alice, bob]);
    expect(page.has('shared-screen')).toBe(false);
    expect(pressed('layout-grid')).toBe('true');
  });

  test('of several is the latest, until the user chooses another', async () => {
    show([alice, bob, participant('Carol', SHOWING)]);
    expect(page.has('screens')).toBe(false);
    show([alice, participant('Bob', SHOWING), participant('Carol', SHOWING)]);
    expect(page.at('shared-screen').dataset.participant).toBe('participant-bob');
    await page.press('screens');
    await page.press('screen-of-participant-carol');
    expect(page.at('shared-screen').dataset.participant).toBe('participant-carol');
  });

  test('[CONF-7] says that its participant lost connection', () => {
    show([alice, participant('Bob', { ...SHOWING, status: 'disconnected' })]);
    expect(page.at('shared-screen').textContent).toContain('Connection lost');
  });

  test('of the user is not on stage; a bar names it and can stop it', async () => {
    show([alice, bob], { local: { ...MEDIA, screen: 'on', screenName: 'Budget' } });
    expect(pressed('layout-grid')).toBe('true');
    expect(page.words('sharing-bar')).toContain('You’re sharing “Budget” with everyone');
    await page.press('stop-share');
    expect(page.sentAs('set-source')).toEqual([{ leaseId: 'lease-0010', source: 'screen', on: false }]);
  });
});

describe('[CONF-11] pages', () => {
  test('contain what does not fit, and are turned with buttons and keys; a page mounts only its own tiles', async () => {
    show(namesOrCount(10));
    expect(page.words('page')).toBe('Page 1 of 3');
    expect(names()).toEqual(['alice', 'p0', 'p1', 'p2']);
    expect(page.at('previous-page').getAttribute('aria-disabled')).toBe('true');
    await page.press('next-page');
    expect(names()).toEqual(['p3', 'p4', 'p5', 'p6']);
    await page.key('ArrowRight', page.at('next-page'));
    expect(page.words('page')).toBe('Page 3 of 3');
    expect(names()).toEqual(['p7', 'p8']);
    await page.key('ArrowRight', page.at('next-page'));
    await page.press('next-page');
    expect(page.words('page')).toBe('Page 3 of 3');
    await page.key('ArrowLeft', page.at('next-page'));
    expect(page.words('page')).toBe('Page 2 of 3');
    show(namesOrCount(3));
    expect(page.has('page')).toBe(false);
    expect(names()).toEqual(['alice', 'p0', 'p1']);
  });

  test('speakers move to the first page and stay', () => {
    show(namesOrCount(10));
    speak('p7');
    expect(names()).toEqual(['alice', 'p0', 'p1', 'p7']);
    speak('alice');
    expect(names()).toEqual(['alice', 'p0', 'p1', 'p7']);
  });
});

describe('[CONF-11] announcements of the stage', () => {
  test('are combined: a hand, reactions, a screen', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      show([alice, bob, carol]);
      show([alice, participant('Bob', { handRaisedAtMs: 1 }), carol]);
      await act(() => page.reactions.show(carol.id, 'heart'));
      await act(() => page.reactions.show(alice.id, 'laugh'));
      expect(page.words('stage-announcer')).toBe('');
      await act(() => void vi.runOnlyPendingTimers());
      expect(page.words('stage-announcer')).toBe('Bob raised a hand. Heart from Carol.');
    } finally {
      vi.useRealTimers();
    }
  });
});
