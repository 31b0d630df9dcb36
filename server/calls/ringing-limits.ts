import { ParleyError } from '../../protocol/errors.ts';
import type { Address } from '../../protocol/text/addresses.ts';
import type { RingingInvitation } from './ringing-invitation.ts';

/** How many invitations of one person may ring at another person at the same time. */
const MAX_FROM_ONE = 10;
/** How many invitations may ring at one person at the same time. */
const MAX_AT_ONE = 20;
/** The last places are for people without an invitation there, so that a few callers cannot make a person unreachable. */
const KEPT_FOR_FIRST = 5;

/**
 * Checks that one more invitation may ring at a person, whose page shows a card for each.
 * @throws ParleyError RATE_LIMITED if too many of this inviter ring there, TARGET_BUSY if too many of all inviters do
 */
export function checkRinging(known: Iterable<RingingInvitation>, from: Address, to: Address): void {
  let atOne = 0;
  let fromOne = 0;
  for (const { open, to: callee, inviter } of known) {
    if (!open || callee !== to) continue;
    atOne += 1;
    if (inviter.address === from) fromOne += 1;
  }
  const most = fromOne === 0 ? MAX_AT_ONE : MAX_AT_ONE - KEPT_FOR_FIRST;
  if (fromOne >= MAX_FROM_ONE)
    throw new ParleyError('RATE_LIMITED', 'too many of your calls are ringing there');
  if (atOne >= most) throw new ParleyError('TARGET_BUSY', 'too many calls are ringing there');
}
