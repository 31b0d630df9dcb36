import type { ErrorCode } from '../../protocol/errors.ts';

/** Title when no refusal below applies. */
export const NOT_JOINED = 'Couldn’t join the conference';

/** Why the user could not join, in a few words. The text of the error says more. */
export const REFUSAL_TITLES: Readonly<Partial<Record<ErrorCode, string>>> = {
  CONFERENCE_UNKNOWN: 'Conference not found',
  CONFERENCE_ENDED: 'This conference has ended',
  CONFERENCE_PASSCODE_WRONG: 'Wrong passcode',
  CONFERENCE_LOCKED: 'The conference is locked',
  CONFERENCE_FULL: 'The conference is full',
  CONFERENCE_REMOVED: 'You were removed from this conference',
  CONFERENCE_ALREADY_JOINED: 'You’re already in this conference',
};
