// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ParleyError } from '../../../../../../protocol/errors.ts';
import { preloadViews } from '../../../../../../renderer/views/lazy-views.ts';
import { MountedPage } from '../../../../../support/renderer/mounted-page.tsx';
import { callView } from '../../../../../support/renderer/samples/session-view.ts';
import {
  callWithCarol,
  TO_CONFERENCE,
  transferring,
} from '../../../../../support/renderer/samples/transfer-view.ts';

const BY_US = { byUs: true, byThem: false };
const BY_THEM = { byUs: false, byThem: true };
const call = callView();
const carol = callWithCarol();
const people = [call.peer, carol.peer, { address: 'dan@example.org', displayName: 'Dan' }].map((each) => ({
  ...each,
  presence: 'available',
}));

let page: MountedPage;
beforeEach(async () => {
  await preloadViews();
  page = new MountedPage();
});
afterEach(() => page.close());

const isDisabled = (testId: string) => page.at<HTMLButtonElement>(testId).disabled;

describe('choosing the target', () => {
  async function choose(address: string) {
    await page.press('open-transfer');
    const found = page.all('found-person').find(({ dataset }) => dataset.address === address);
    if (found) await page.press(found);
  }

  test('[REF-1] the other side of a call is transferred to a person found by search', async () => {
    page.show({ people, sessions: [call] });
    await page.press('open-transfer');
    expect(page.all('found-person').map(({ dataset }) => dataset.address)).toEqual([
      'carol@example.org',
      'dan@example.org',
    ]);
    expect([isDisabled('transfer-now'), isDisabled('talk-first')]).toEqual([true, true]);
    await page.type('people-search', 'dan');
    await page.press('found-person');
    await page.press('transfer-now');
    expect(page.sentAs('transfer')).toEqual([
      { sessionId: call.id, target: { kind: 'person', address: 'dan@example.org' } },
    ]);
    expect(page.has('transfer-dialog')).toBe(false);
  });

  test('[REF-5] talking first calls them with the current media, and the call is put on hold', async () => {
    const local = { microphone: 'muted', camera: 'off', screen: 'off' };
    page.show({ people, sessions: [{ ...call, local }] });
    await choose('carol@example.org');
    await page.press('talk-first');
    expect(page.sentAs('call')).toEqual([
      { to: 'carol@example.org', media: { microphone: true, camera: false }, others: 'hold' },
    ]);
    expect(page.has('transfer-dialog')).toBe(false);
  });

  test('[REF-5] a person who already talks with the user need not answer again', async () => {
    page.show({ people, sessions: [call, { ...carol, hold: BY_US }] });
    await choose('carol@example.org');
    expect([page.has('talk-first'), page.words('transfer-now')]).toEqual([false, 'Connect Bob and Carol']);
    await page.press('transfer-now');
    expect(page.sentAs('transfer')).toEqual([
      { sessionId: call.id, target: { kind: 'person', address: 'carol@example.org' }, replaces: carol.id },
    ]);
  });

  test('[REF-6] a conference is given by its link, and its passcode if it has one', async () => {
    page.show({ people, sessions: [call] });
    await page.press('open-transfer');
    await page.press('transfer-switch');
    expect(isDisabled('transfer-now')).toBe(true);
    await page.type('transfer-link', ' parley://join/abc ');
    await page.press('transfer-now');
    await page.press('open-transfer');
    await page.press('transfer-switch');
    await page.type('transfer-link', 'parley://join/abc');
    await page.type('transfer-passcode', 'let-me-in');
    await page.press('transfer-now');
    const target = { kind: 'conference', link: 'parley://join/abc' };
    expect(page.sentAs('transfer')).toEqual([
      { sessionId: call.id, target },
      { sessionId: call.id, target: { ...target, passcode: 'let-me-in' } },
    ]);
  });

  test('[REF-7] a refusal is shown in the dialog, and nowhere else', async () => {
    page.show({ people, sessions: [call] });
    page.refused.set('transfer', new ParleyError('REFER_LOOP', ''));
    await choose('carol@example.org');
    await page.press('transfer-now');
    expect(page.at('transfer-error').dataset.code).toBe('REFER_LOOP');
    expect(page.words('transfer-error')).toContain('Choose someone else.');
    expect(page.has('alert')).toBe(false);
    page.refused.clear();
    await page.press('transfer-now');
    expect(page.has('transfer-dialog')).toBe(false);
  });

  test.each([
    ['established', call, false],
    ['not established', callView({ state: 'establishing', progress: 'connecting' }), true],
    ['being transferred', transferring('ringing'), true],
    ['back after a failed transfer', transferring('timed-out'), false],
  ])('[REF-1] [REF-7] in a call that is %s', (_, session, disabled) => {
    page.show({ people, sessions: [session] });
    expect(isDisabled('open-transfer')).toBe(disabled);
  });
});

describe('progress', () => {
  const by = (failing: string, reason: string, more: object = {}) => ({
    failure: { by: failing, reason, ...more },
  });

  test.each([
    ['requested', {}, 'Asking Bob…'],
    ['accepted', {}, 'Bob agreed to the transfer.'],
    ['trying', {}, 'Bob is calling Carol…'],
    ['ringing', {}, 'Ringing Carol…'],
    ['established', {}, 'Carol answered. Bob and Carol are talking.'],
    ['trying', { attended: true }, 'Connecting Bob with Carol…'],
    ['accepted', { to: TO_CONFERENCE }, 'Bob agreed.'],
    ['trying', { to: TO_CONFERENCE }, 'Bob is joining “Plans”…'],
    ['ringing', { to: TO_CONFERENCE }, 'Bob is waiting to be admitted to “Plans”.'],
    ['established', { to: TO_CONFERENCE }, 'Bob is in “Plans”.'],
    ['terminated', {}, 'Progress is no longer shown. Bob may still reach Carol.'],
    ['timed-out', {}, 'The transfer to Carol took too long.'],
    ['failed', {}, 'The transfer failed.'],
    ['failed', by('target', 'busy'), 'Carol is busy.'],
    ['failed', by('target', 'declined', { text: 'At four?' }), 'They wrote: “At four?”'],
    ['failed', by('target', 'expired'), 'Carol didn’t answer.'],
    ['failed', by('referee', 'declined'), 'Bob doesn’t want to be transferred.'],
    ['failed', by('referee', 'cancelled'), 'Bob stopped the transfer.'],
    ['failed', by('system', 'cancelled'), 'The transfer was cancelled.'],
    [
      'failed',
      by('referee', 'device-refused', { code: 'MEDIA_DEVICE_BUSY' }),
      'Bob couldn’t use their microphone or camera.',
    ],
    ['failed', by('system', 'unavailable', { code: 'TARGET_OFFLINE' }), 'Carol is not available right now.'],
    [
      'failed',
      { to: TO_CONFERENCE, ...by('target', 'forbidden', { code: 'CONFERENCE_LOCKED' }) },
      'Bob couldn’t join “Plans”. This conference is locked',
    ],
  ])('[REF-2] %s %o reads “%s”', (state, change, words) => {
    page.show({ sessions: [transferring(state, change)] });
    expect(page.at('transfer').dataset.state).toBe(state);
    expect(page.words('transfer')).toContain(words);
  });

  test('[REF-2] each step is in one live region, which exists before its text', () => {
    page.show({ sessions: [call] });
    const status = document.querySelector('.transfer-words[role=status]');
    expect(status?.textContent).toBe('');
    page.show({ sessions: [transferring('trying', {}, { hold: BY_THEM })] });
    expect(document.querySelector('.transfer-words[role=status]')).toBe(status);
    expect(status?.textContent).toBe('Bob is calling Carol…');
    expect(page.words('announcer')).toBe('Connected with Bob');
    page.show({ sessions: [transferring('failed', by('target', 'busy'), { hold: BY_THEM })] });
    expect(status?.textContent).toBe('Carol is busy.');
    page.show({ sessions: [transferring('failed', by('target', 'busy'))] });
    expect(status?.textContent).toBe('Carol is busy.You’re back on the call with Bob.');
    expect(page.words('announcer')).toBe('Connected with Bob');
  });

  test('[REF-3] [REF-4] it can be cancelled and its progress hidden; a failure stays until it is read', async () => {
    page.show({ sessions: [transferring('ringing')] });
    await page.press('cancel-transfer');
    await page.press('transfer-more');
    await page.press('stop-following');
    expect(page.has('dismiss-transfer')).toBe(false);
    page.show({ sessions: [transferring('terminated')] });
    expect([page.has('cancel-transfer'), page.has('transfer-more')]).toEqual([false, false]);
    await page.press('dismiss-transfer');
    const transfer = { referId: 'refer-0001' };
    expect(page.sent).toEqual([
      { name: 'cancel-transfer', data: transfer },
      { name: 'terminate-subscription', data: transfer },
      { name: 'dismiss-transfer', data: transfer },
    ]);
  });
});

describe('connecting two calls', () => {
  test('[REF-5] the person on hold is connected with the person on stage after they have answered', async () => {
    page.show({ sessions: [{ ...call, hold: BY_US }, callWithCarol({ state: 'establishing' })] });
    expect(isDisabled('transfer-connect')).toBe(true);
    page.show({ sessions: [{ ...call, hold: BY_US }, carol] });
    expect(page.words('transfer-connect')).toBe('Connect Bob and Carol');
    await page.press('transfer-connect');
    expect(page.sentAs('transfer')).toEqual([
      { sessionId: call.id, target: { kind: 'person', address: 'carol@example.org' }, replaces: carol.id },
    ]);
  });

  test('[REF-5] [REF-2] the progress is shown with the person on hold', () => {
    page.show({ sessions: [transferring('trying', { attended: true }, { hold: BY_US }), carol] });
    expect(page.has('transfer-connect')).toBe(false);
    expect(page.words('held-call')).toContain('Connecting Bob with Carol…');
  });
});

describe('afterwards', () => {
  const over = (reason: string, by: string) => ({ state: 'terminated', ending: { reason, by } });

  test('[REF-3] the referrer reads who is talking with whom', () => {
    page.show({ sessions: [transferring('established', {}, over('transferred', 'them'))] });
    expect(page.words('ended-card')).toContain('Bob was transferred to Carol.');
    expect(page.words('announcer')).toBe('Bob was transferred to Carol.');
  });

  test('[REF-5] the call with the target disappears without a note: the other call’s note says everything', () => {
    const bob = transferring('established', { attended: true }, over('transferred', 'them'));
    page.show({ sessions: [bob, callWithCarol(over('replaced', 'them'))] });
    expect(page.all('ended-card')).toHaveLength(1);
    expect(page.words('ended-card')).toContain('Bob was transferred to Carol.');
    expect(page.sentAs('dismiss-ended')).toEqual([{ carriageId: carol.id }]);
  });
});
