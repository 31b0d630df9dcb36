import { expect, it } from 'vitest';
import { longSubjects } from '../../../../build/checks/commit-subjects.mjs';

it('finds subjects of more than 72 characters', () => {
  const fits = `1234567 ${'a'.repeat(72)}`;
  const tooLong = `7654321 ${'a'.repeat(73)}`;
  expect(longSubjects(`${fits}\n${tooLong}\n`)).toEqual([tooLong]);
});
