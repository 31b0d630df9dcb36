import { ParleyError } from '../../../protocol/errors.ts';

/** There is no such referral, or no longer. */
export function referGone(): ParleyError {
  return new ParleyError('REFER_GONE', 'no such referral');
}
