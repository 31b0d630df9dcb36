import { expect, test } from 'vitest';
import { initialsOf } from '../../../../../renderer/views/ui/avatar.tsx';

test.each([
  ['Ann Lee', 'AL'],
  ['ann', 'A'],
  ['🇩🇪 Ann', '🇩🇪A'],
  ['Ann 👍🏽', 'A👍🏽'],
  ['👩🏽\u200d🚒 Zoë', '👩🏽\u200d🚒Z'],
  ['e\u0301va', 'E\u0301'],
  ['', ''],
])('[UI-5] the initials of %j are whole characters: %j', (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});
