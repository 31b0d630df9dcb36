import { describe, expect, test } from 'vitest';
import { dayOf, dayWords, whenWords } from '../../../../../../renderer/views/ui/behavior/date-format.ts';

const at = (day: number, hour = 12, month = 5) => new Date(2026, month, day, hour).getTime();

describe('dates as text', () => {
  test.each([
    [at(20, 0), 'Today'],
    [at(19, 23), 'Yesterday'],
    [at(18), /^\w+day$/],
    [at(14), /^\w+day$/],
    [at(13), /^(13 June|June 13)$/],
    [at(1, 12, -8), /2025/],
    [at(25), /^(25 June|June 25)$/],
  ])('%s', (ms, words) => {
    expect(dayWords(ms, at(20, 1))).toMatch(words);
  });

  test('in a list, the time for today and otherwise the day', () => {
    expect(whenWords(at(20, 9), at(20))).toMatch(/9:00/);
    expect(whenWords(at(19, 23), at(20, 0))).toBe('Yesterday');
  });

  test('`dayOf` is the same for all times of a day, also when the clocks change', () => {
    const days = Array.from({ length: 24 }, (_, hour) => dayOf(new Date(2026, 2, 29, hour, 59).getTime()));
    expect(new Set(days).size).toBe(1);
  });
});
