import { ParleyError } from '../../../../protocol/errors.ts';

/** The error for a request that needs a stay in that conference. */
export function notJoined(): ParleyError {
  return new ParleyError('CONFERENCE_NOT_JOINED', 'not in this conference');
}
