// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ParleyError } from '../../../../../../protocol/errors.ts';
import { preloadViews } from '../../../../../../renderer/views/lazy-views.ts';
import { MountedPage } from '../../../../../support/renderer/mounted-page.tsx';
import { callView } from '../../../../../support/renderer/samples/session-view.ts';
import { stayView } from '../../../../../support/renderer/samples/stay-view.ts';
import {
  callWithCarol,
  referred,
  TO_CONFERENCE,
} from '../../../../../support/renderer/samples/transfer-view.ts';

const BY_US = { byUs: true, byThem: false };
const BOB = { address: 'bob@example.org', displayName: 'Bob' };

let page: MountedPage;
beforeEach(async () => {
  await preloadViews();
  page = new MountedPage();
});
afterEach(() => page.close());

describe('a user who is asked to be transferred', () => {
  test.each([true, false])('[REF-1] answers %s', async (accepted) => {
    page.show({ sessions: [referred('requested')] });
    expect(page.words('referral-card')).toContain('Bob wants to transfer you to Carol');
    await page.press(accepted ? 'accept-referral' : 'decline-referral');
    expect(page.sentAs('answer-referral')).toEqual([{ referId: 'refer-0001', accepted }]);
  });

  test('[REF-1] [REF-6] reads that the target is a conference', () => {
    page.show({ sessions: [referred('requested', { to: TO_CONFERENCE })] });
    expect(page.words('referral-card')).toContain('Bob wants to transfer you to “Plans”');
  });

  test('[REF-1] gets the focus on the card, on none of its buttons, and gets it back afterwards', () => {
    page.show({ sessions: [callView()] });
    const before = page.at('toggle-hold');
    before.focus();
    page.show({ sessions: [referred('requested')] });
    expect(document.activeElement).toBe(page.at('referral-card'));
    page.show({ sessions: [callView()] });
    expect(document.activeElement).toBe(before);
  });

  test('[REF-1] keeps typing, and hears the announcement', async () => {
    page.show({ sessions: [callView()] });
    await page.press('toggle-messages');
    const field = document.querySelector<HTMLElement>('textarea');
    field?.focus();
    page.show({ sessions: [referred('requested')] });
    expect(document.activeElement).toBe(field);
    expect(page.at('referral-card').querySelector('[role=status]')?.textContent).toBe(
      'Bob wants to transfer you to Carol',
    );
  });

  test('[REF-1] hears the announcement if they always accept', () => {
    page.show({ sessions: [callView()] });
    page.show({ sessions: [referred('accepted')] });
    expect(page.has('referral-card')).toBe(false);
    expect(page.words('announcer')).toBe('Bob wants to transfer you to Carol');
  });

  test.each([
    ['accepted', {}, 'Calling Carol… Bob is on hold.'],
    ['trying', { to: TO_CONFERENCE }, 'Joining “Plans”… Bob is on hold.'],
    ['ringing', { to: TO_CONFERENCE }, 'Waiting to be admitted to “Plans”. Bob is on hold.'],
  ])('[REF-2] reads the progress: %s', (state, change, words) => {
    page.show({ sessions: [referred(state, change)] });
    expect(page.words('referral')).toBe(words);
  });

  test('[REF-1] [REF-2] reads who transferred them and who is on hold while it rings', () => {
    const calling = callWithCarol({ state: 'establishing', progress: 'ringing', referredBy: BOB });
    page.show({ sessions: [referred('ringing', {}, { hold: BY_US }), calling] });
    expect(page.words('outgoing-card')).toContain('Bob wants to transfer you to Carol');
    expect(page.words('held-call')).toContain('Calling Carol… Bob is on hold.');
    expect(page.has('transfer-connect')).toBe(false);
  });

  test('[REF-3] reads why it failed, and whom they are talking to again', () => {
    const over = { state: 'terminated', ending: { reason: 'busy', by: 'them' }, referredBy: BOB };
    page.show({ sessions: [callView(), callWithCarol(over)] });
    expect(page.words('ended-note')).toBe('Carol is busy.You’re back on the call with Bob.');
  });

  test('[REF-3] [REF-6] reads that they could not join a conference, beside the running call', async () => {
    const error = new ParleyError('CONFERENCE_LOCKED', '').toWire();
    const refused = stayView({ state: 'exited', participantId: undefined, error });
    page.show({ sessions: [callView()] });
    page.show({
      sessions: [callView()],
      stay: { ...refused, ending: { reason: 'forbidden', by: 'server' } },
    });
    expect(page.words('ended-note')).toContain('You couldn’t join the conference.This conference is locked');
    expect(page.words('ended-note')).toContain('You’re back on the call with Bob.');
    expect(page.words('announcer')).toContain('You couldn’t join the conference. This conference is locked');
    await page.press('dismiss-note');
    expect(page.sentAs('dismiss-ended')).toEqual([{ carriageId: refused.conference.id }]);
    page.show({ sessions: [callView()], stay: stayView({ state: 'exited' }) });
    expect(page.has('ended-note')).toBe(false);
  });

  test.each([
    ['transferred', 'you'],
    ['replaced', 'you'],
    ['replaced', 'them'],
  ])(
    '[REF-3] [REF-5] reads nothing about a call that ended %s by %s: the next call is on stage',
    (reason, by) => {
      page.show({
        sessions: [callView({ state: 'terminated', ending: { reason, by } }), callWithCarol()],
      });
      expect([page.has('ended-note'), page.has('call-view')]).toEqual([false, true]);
      expect(page.sentAs('dismiss-ended')).toEqual([{ carriageId: 'session-0001' }]);
    },
  );

  test('[REF-1] can choose to always accept', async () => {
    await page.press('open-settings');
    const always = document.querySelector<HTMLElement>('input[name=accept-transfers][value=always]');
    if (always) await page.press(always);
    expect(page.sentAs('change-settings')).toEqual([{ acceptTransfers: 'always' }]);
  });
});

describe('a user who is called by a transferred person', () => {
  const ringing = callView({ state: 'incoming', direction: 'incoming', referredBy: callWithCarol().peer });

  test('[REF-1] reads who transferred the caller', () => {
    page.show({ sessions: [ringing] });
    expect(page.words('incoming-card')).toContain('Bob, transferred by Carol, is calling');
    expect(page.words('announcer')).toBe('Bob, transferred by Carol, is calling');
  });

  test('[REF-1] still reads it in the call', () => {
    page.show({ sessions: [callView({ ...ringing, state: 'established' })] });
    expect(page.words('referred-by')).toBe('Transferred by Carol');
  });
});
