import { describe, expect, test } from 'vitest';
import { stayExited } from '../../../../../electron/core/conferences/stay-exit.ts';
import { ENDINGS, type EndingReason } from '../../../../../protocol/endings.ts';

const reasons = Object.keys(ENDINGS) as EndingReason[];

describe('the event that ends a stay', () => {
  test.each(reasons)('[CONF-5] "%s" is one of the three that applications know', (reason) => {
    const known = { left: ['left', 0], removed: ['removed', 1] }[reason as string] ?? ['ended', 2];
    expect(Object.values(stayExited({ reason, by: 'them' }))).toEqual(known);
  });

  test('[CONF-5] carries what whoever caused it has said', () => {
    const ending = { reason: 'removed', by: 'them', text: 'Not today' } as const;
    expect(stayExited(ending)).toEqual({ reason: 'removed', code: 1, text: 'Not today' });
  });
});
