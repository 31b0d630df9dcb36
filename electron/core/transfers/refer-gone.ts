import { ParleyError } from '../../../protocol/errors.ts';

/** The error for a referral that does not exist, or no longer exists. */
export function referGone(): ParleyError {
  return new ParleyError('REFER_GONE', 'no such referral');
}
