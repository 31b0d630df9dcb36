import { expect, test } from 'vitest';
import { ShownInTurn } from '../../../../renderer/state/shown-in-turn.ts';

test('changes are shown in their order, once the page is ready', async () => {
  const negotiated = Promise.withResolvers<void>();
  const { show } = new ShownInTurn(() => negotiated.promise);
  const shown: number[] = [];
  const all = Promise.all([1, 2, 3].map((change) => show(() => void shown.push(change))));
  await Promise.resolve();
  expect(shown).toEqual([]);
  negotiated.resolve();
  await all;
  expect(shown).toEqual([1, 2, 3]);
});

test('[RES-5] a change that a view cannot show does not freeze the page', async () => {
  const { show } = new ShownInTurn(async () => {});
  const broken = show(() => {
    throw new Error('broken view');
  });
  const next = show(() => {});
  await expect(broken).rejects.toThrow('broken view');
  await expect(next).resolves.toBeUndefined();
});
