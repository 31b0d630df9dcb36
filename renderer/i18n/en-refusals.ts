import type { ErrorCode } from '../../protocol/errors.ts';

/** For a conference that one could not join, where there is no better word. */
export const NOT_JOINED = 'You could not join';

/** Why one is not in, in a few words; the error itself says more. */
export const REFUSAL_TITLES: Readonly<Partial<Record<ErrorCode, string>>> = {
  CONFERENCE_UNKNOWN: 'There is no such conference',
  CONFERENCE_ENDED: 'This conference is over',
  CONFERENCE_PASSCODE_WRONG: 'The passcode is not right',
  CONFERENCE_LOCKED: 'The conference is locked',
  CONFERENCE_FULL: 'The conference is full',
  CONFERENCE_REMOVED: 'You may not come in again yet',
  CONFERENCE_ALREADY_JOINED: 'You are in it already',
};
