import { describe, expect, test } from 'vitest';
import { ENDINGS, EndedBy, type EndingReason } from '../../../../protocol/endings.ts';
import { ERRORS, type ErrorCode } from '../../../../protocol/errors.ts';
import {
  callEndingWords,
  errorWords,
  invitationEndingWords,
  shareEndingWords,
  stayEndingWords,
} from '../../../../renderer/i18n/en.ts';
import { exitedText } from '../../../../renderer/i18n/en-conferences.ts';

const SENTENCE = /^\p{Lu}.*[.”]$/u;
const BROKEN = /undefined|null|\{|\[object| {2}| \.|[A-Z]+_[A-Z]+/;

describe('texts', () => {
  test.each(Object.keys(ERRORS) as ErrorCode[])('%s has a sentence, with and without context', (code) => {
    const facts = {
      url: 'http://a.b',
      host: 'a.b',
      port: 7450,
      key: 'port',
      source: 'camera',
      copy: 'x.json',
    };
    for (const context of [{}, facts]) {
      expect(errorWords({ code, context })).toMatch(SENTENCE);
      expect(errorWords({ code, context })).not.toMatch(BROKEN);
    }
  });

  test.each(Object.keys(ENDINGS) as EndingReason[])('[INV-6] %s has a text for every cause', (reason) => {
    for (const by of EndedBy.options) {
      for (const words of [
        callEndingWords({ reason, by }, 'Bob', 'outgoing'),
        callEndingWords({ reason, by }, 'Bob', 'incoming'),
        stayEndingWords({ reason, by }),
        shareEndingWords({ reason, by }, 'Bob', 'outgoing'),
        shareEndingWords({ reason, by }, 'Bob', 'incoming'),
        invitationEndingWords({ reason, by }, 'Bob', 'outgoing'),
        invitationEndingWords({ reason, by }, 'Bob', 'incoming'),
      ]) {
        expect(words).toMatch(SENTENCE);
        expect(words).not.toMatch(BROKEN);
      }
    }
  });

  test('[INV-5] [NOTE-6] the called person reads another text than the caller', () => {
    const words = (reason: EndingReason) => callEndingWords({ reason, by: 'system' }, 'Bob', 'incoming');
    expect(words('expired')).toBe('You missed a call from Bob.');
    expect(words('do-not-disturb')).toBe('Bob called while you had Do not disturb on.');
  });

  test('[CONV-3] [INV-5] an invitation to a conference is not called a call', () => {
    const words = (reason: EndingReason, direction: 'incoming' | 'outgoing') =>
      invitationEndingWords({ reason, by: 'them' }, 'Bob', direction);
    expect(words('expired', 'incoming')).toBe('You missed an invitation from Bob.');
    expect(words('cancelled', 'incoming')).toBe('Bob cancelled the invitation.');
    expect(words('declined', 'outgoing')).toBe('Bob declined.');
    expect(words('busy', 'outgoing')).toBe('Bob is busy.');
    expect(words('expired', 'outgoing')).toBe('Bob didn’t answer.');
  });

  test('the warning before a sign-in ends names the time in the user’s time zone', () => {
    const endsAtMs = new Date(2026, 10, 30, 12, 5).getTime();
    const words = (context: Record<string, number>) =>
      errorWords({ code: 'AUTH_TOKEN_EXPIRES_SOON', context });
    expect(words({ endsAtMs })).toBe(
      'Your sign-in ends at 12:05. Get a new token and restart Parley, or your calls will end then.',
    );
    expect(words({})).toMatch(/^Your sign-in ends soon\./);
    expect(words({ endsAtMs: 1e300 })).toMatch(SENTENCE);
  });

  test('[CONF-5] remaining participants are named, or counted if there are many', () => {
    expect(exitedText.stillIn(['Ann'])).toBe('Ann is still in the conference.');
    expect(exitedText.stillIn(['Ann', 'Ben'])).toBe('Ann and Ben are still in the conference.');
    expect(exitedText.stillIn(['Ann', 'Ben', 'Cy', 'Di', 'Ed'])).toBe(
      'Ann, Ben, Cy and 2 more are still in the conference.',
    );
  });
});
