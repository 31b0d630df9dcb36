import { expect, test } from 'vitest';
import { findCovered } from '../../support/renderer/check-uncovered.mjs';

test('[UI-1] [UI-4] no alert and no incoming call covers a control, at any window size', async () => {
  const { looked, found } = await findCovered();
  expect(found).toEqual([]);
  expect(looked).toBeGreaterThan(500);
});
