// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ParleyError } from '../../../../../../protocol/errors.ts';
import { preloadViews } from '../../../../../../renderer/views/lazy-views.ts';
import { MountedPage } from '../../../../../support/renderer/mounted-page.tsx';
import { callView } from '../../../../../support/renderer/samples/session-view.ts';
import { stayView } from '../../../../../support/renderer/samples/stay-view.ts';

const LINK = stayView().conference.link;
const BOTH = { microphone: true, camera: true };
const NONE = { microphone: false, camera: false };
const preview = (local: object, errors: object[] = []) => ({
  preview: {
    leaseId: 'lease-0005',
    local: { microphone: 'on', camera: 'on', screen: 'off', ...local },
    errors,
  },
});
const refused = (code: ParleyError['code'], context = {}) =>
  stayView({
    state: 'exited',
    participantId: undefined,
    participants: [],
    ending: { reason: 'server-error', by: 'server' },
    error: new ParleyError(code, '', { context }).toWire(),
  });

let page: MountedPage;
beforeEach(async () => {
  await preloadViews();
  page = new MountedPage();
});
afterEach(() => page.close());

async function toPreview(link = LINK): Promise<void> {
  await page.type('join-link', link);
  await page.press('join-submit');
}

describe('[UI-6] text in the link field', () => {
  test.each(['garbage', 'see you tomorrow', 'tomorrow', 'https://example.org/x', 'parley://join/short'])(
    '%j is not a link: the field says so, and nothing is opened',
    async (typed) => {
      await toPreview(typed);
      expect(page.words('join-link-error')).toContain('isn’t a conference link');
      expect(page.at('join-link').getAttribute('aria-invalid')).toBe('true');
      expect(document.activeElement).toBe(page.at('join-link'));
      expect([page.has('join-preview'), page.sent]).toEqual([false, []]);
      await page.type('join-link', LINK);
      expect(page.at('join-link').getAttribute('aria-invalid')).toBe('false');
    },
  );

  test.each([`Join us: ${LINK}.`, `(${LINK})`, `${LINK} (passcode: open-sesame)`])(
    'the link in %j is found',
    async (typed) => {
      await toPreview(typed);
      expect(page.has('join-preview')).toBe(true);
      await page.press('join-preview-submit');
      expect(page.sentAs('join-conference')).toEqual([expect.objectContaining({ link: LINK })]);
    },
  );

  const OTHER = 'parley://join/conference-0001?server=https%3A%2F%2Fother.example';
  const registration = {
    state: 'registered',
    address: 'alice@example.org',
    displayName: 'Alice',
    serverUrls: ['http://127.0.0.1:7450', 'https://parley.example.org'],
  };

  test('a link to another server says so and how to join there, and opens no camera', async () => {
    page.show({ registration });
    await toPreview(OTHER);
    expect(page.words('link-notice')).toContain('This link is for another server: other.example');
    expect(page.words('link-notice')).toContain('npm start -- --server https://other.example');
    expect([page.has('join-preview'), page.sent]).toEqual([false, []]);
    await page.press('link-notice-close');
    expect(page.has('link-notice')).toBe(false);
  });

  test('a link from the system is checked in the same way', async () => {
    page.show({ registration, offeredLink: OTHER });
    expect([page.has('link-notice'), page.has('join-preview')]).toEqual([true, false]);
    await page.press('link-notice-close');
    expect(page.sentAs('dismiss-link')).toHaveLength(1);
    page.show({ offeredLink: 'parley://join/conference-0001?server=https://PARLEY.example.org:443' });
    expect([page.has('link-notice'), page.has('join-preview')]).toEqual([false, true]);
  });

  test('a link during a call is refused with the reason, and not remembered', async () => {
    page.show({ sessions: [callView()] });
    await page.press('call-home');
    await toPreview();
    expect(page.words('link-notice')).toContain('You’re in a call. Hang up');
    await page.press('link-notice-close');
    page.show({ sessions: [] });
    await toPreview();
    page.show({ sessions: [callView({ id: 'session-0002' })] });
    expect(page.has('link-notice')).toBe(false);
  });
});

describe('[CONF-1] a new conference', () => {
  test('takes one click', async () => {
    await page.press('new-conference');
    expect(page.sentAs('create-conference')).toEqual([{ title: 'Alice’s conference' }]);
    expect(page.sentAs('join-conference')).toHaveLength(1);
  });

  test('can have a title, a passcode and a waiting room', async () => {
    await page.press('new-conference-options');
    await page.type('create-title', 'Plans for Monday');
    await page.type('create-passcode', ' open-sesame ');
    await page.press('create-waiting-room');
    await page.press('create-submit');
    expect(page.sentAs('create-conference')).toEqual([
      { title: 'Plans for Monday', passcode: 'open-sesame', waitingRoom: true },
    ]);
    await expect.poll(() => page.has('create-dialog')).toBe(false);
  });

  test.each(['abc', '12345', 'with a space', 'ü'.repeat(5), 'x'.repeat(33)])(
    'the passcode %s is refused before the request',
    async (passcode) => {
      await page.press('new-conference-options');
      await page.type('create-passcode', passcode);
      await page.press('create-submit');
      expect(page.words('create-dialog')).toContain('6 to 32 letters');
      expect(page.sentAs('create-conference')).toEqual([]);
      await page.type('create-passcode', 'long-enough');
      expect(page.words('create-dialog')).not.toContain('without spaces');
    },
  );
});

describe('[CONF-1] the lobby', () => {
  test('opens devices as selected, joins with them, and does not release them in between', async () => {
    await toPreview();
    page.show(preview({}));
    expect(page.has('preview-video')).toBe(true);
    await page.press('choose-camera');
    expect(page.sentAs('set-preview')).toEqual([BOTH, { microphone: true, camera: false }]);
    page.show(preview({ camera: 'off' }));
    expect(page.has('preview-video')).toBe(false);
    await page.press('join-preview-submit');
    expect(page.sentAs('join-conference')).toEqual([
      { link: LINK, media: { microphone: true, camera: false } },
    ]);
    expect(page.sentAs('end-preview')).toEqual([]);
  });

  test('[LEASE-2] going back releases them', async () => {
    await toPreview();
    await page.press('join-preview-cancel');
    expect(page.sentAs('end-preview')).toHaveLength(1);
    expect(page.has('home')).toBe(true);
  });

  test('an invalid link leads home and releases them', async () => {
    page.refused.set('join-conference', new ParleyError('CONFERENCE_LINK_INVALID', ''));
    await toPreview('NoSuchConference00000A');
    await page.press('join-preview-submit');
    await expect.poll(() => page.sentAs('end-preview')).toHaveLength(1);
    expect(page.words('alert')).toContain('This isn’t a conference link');
  });

  test('after a camera failure the user reads so, and can join without it', async () => {
    await toPreview();
    const error = new ParleyError('MEDIA_DEVICE_BUSY', '', { context: { source: 'camera' } });
    page.show(preview({ camera: 'off' }, [error.toWire()]));
    expect(page.words('missing-camera')).toContain('You can join without it');
    expect(page.words('missing-camera')).toContain('Another program is using');
    expect(page.has('missing-microphone')).toBe(false);
    await page.press('join-preview-submit');
    expect(page.sentAs('join-conference')).toEqual([
      { link: LINK, media: { microphone: true, camera: false } },
    ]);
  });

  test('if no device can be opened, the user joins with everything off', async () => {
    page.refused.set('set-preview', new ParleyError('MEDIA_PERMISSION_DENIED', ''));
    await toPreview();
    expect([page.has('missing-camera'), page.has('missing-microphone')]).toEqual([true, true]);
    await page.press('join-preview-submit');
    expect(page.sentAs('join-conference')).toEqual([{ link: LINK, media: NONE }]);
  });

  test('a passcode behind a copied link is not part of the link', async () => {
    await toPreview(`${LINK} (passcode: open-sesame)`);
    await page.type('passcode', 'open-sesame');
    await page.press('join-preview-submit');
    expect(page.sentAs('join-conference')).toEqual([{ link: LINK, media: BOTH, passcode: 'open-sesame' }]);
  });
});

describe('[CONF-2] refused', () => {
  test.each([
    ['CONFERENCE_UNKNOWN', 'Conference not found'],
    ['CONFERENCE_ENDED', 'This conference has ended'],
    ['CONFERENCE_LOCKED', 'The conference is locked'],
    ['CONFERENCE_FULL', 'The conference is full'],
    ['CONFERENCE_REMOVED', 'You were removed from this conference'],
    ['CONFERENCE_ALREADY_JOINED', 'You’re already in this conference'],
    ['REQUEST_TIMED_OUT', 'Couldn’t join the conference'],
  ] as const)('%s has its own title', (code, words) => {
    page.show({ stay: refused(code) });
    expect(page.words('exited-card')).toContain(words);
    expect(document.querySelectorAll(`[data-code="${code}"]`)).toHaveLength(1);
  });

  test('a missing passcode is asked for in the lobby, with the earlier choices', async () => {
    await toPreview();
    await page.press('choose-camera');
    await page.press('join-preview-submit');
    page.show({ stay: refused('CONFERENCE_PASSCODE_WRONG') });
    expect(page.words('join-preview')).toContain('This conference has a passcode');
    // The field is a live region of its own, so the error is announced once.
    expect(page.words('announcer')).not.toContain('passcode');
    await page.type('passcode', 'wrong');
    await page.press('join-preview-submit');
    page.show({ stay: stayView({ state: 'joining' }) });
    page.show({ stay: refused('CONFERENCE_PASSCODE_WRONG') });
    expect(page.words('join-preview')).toContain('Wrong passcode');
    expect(document.activeElement).toBe(page.at('passcode'));
    expect(page.sentAs('join-conference').at(-1)).toEqual({
      link: LINK,
      media: { microphone: true, camera: false },
      passcode: 'wrong',
    });
  });

  test('going back dismisses the refusal', async () => {
    page.show({ stay: refused('CONFERENCE_PASSCODE_WRONG') });
    await page.press('join-preview-cancel');
    expect(page.sentAs('dismiss-ended')).toEqual([{ carriageId: 'conference-0001' }]);
  });

  test('after too many attempts the user reads how long to wait, and has to wait', () => {
    page.show({ stay: refused('RATE_LIMITED', { retryAfterMs: 29_400 }) });
    expect(page.words('join-preview')).toContain('Try again in 30 seconds.');
    expect(page.at<HTMLButtonElement>('join-preview-submit').disabled).toBe(true);
  });
});

describe('the link in a conference', () => {
  test('[CONF-1] is shown with its passcode, and both are copied', async () => {
    page.show({ stay: stayView({}, { passcode: 'open-sesame' }) });
    expect(page.words('conference-passcode')).toBe('Passcode: open-sesame');
    await page.press('copy-link');
    expect(await navigator.clipboard.readText()).toBe(`${LINK} (passcode: open-sesame)`);
  });
});
