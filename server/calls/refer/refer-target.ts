import { ParleyError } from '../../../protocol/errors.ts';
import type { ReferTarget, ReferTo } from '../../../protocol/refer.ts';
import type { Conferences } from '../../conferences/conferences.ts';
import type { Blocks } from '../../presence/blocks.ts';
import type { Directory } from '../../presence/directory.ts';
import type { Endpoint } from '../../presence/endpoint.ts';
import type { RelayedSession } from '../relayed-session.ts';

/** Where targets are looked up. */
export interface TargetSources {
  directory: Directory;
  blocks: Blocks;
  conferences: Pick<Conferences, 'find'>;
}

/** The call of a referral and its two sides. */
export interface ReferWithin {
  session: RelayedSession;
  referrer: Endpoint;
  referee: Endpoint;
}

/**
 * Resolves the target of a referral and checks that the referee can reach it (SPEC REF-7). The title of a conference is
 * empty if the referrer could not join it.
 * @throws ParleyError TARGET_SELF, REFER_TO_PARTNER, TARGET_UNKNOWN, TARGET_BLOCKED, TARGET_OFFLINE, REFER_LOOP,
 *   CONFERENCE_UNKNOWN, CONFERENCE_ENDED
 */
export function findTarget(target: ReferTarget, within: ReferWithin, sources: TargetSources): ReferTo {
  if (target.kind === 'person') return findPerson(target, within, sources);
  const { conferenceId, passcode } = target;
  const title = sources.conferences.find(conferenceId).titleFor(within.referrer, passcode);
  return { kind: 'conference', conferenceId, title };
}

type PersonTarget = Extract<ReferTarget, { kind: 'person' }>;

function findPerson(
  { address }: PersonTarget,
  { session, referrer, referee }: ReferWithin,
  { directory, blocks }: TargetSources,
): ReferTo {
  if (address === referrer.address) {
    throw new ParleyError('TARGET_SELF', 'the target is the referrer');
  }
  if (address === referee.address) {
    throw new ParleyError('REFER_TO_PARTNER', 'the target is the referee');
  }
  const person = directory.identityAt(address);
  if (person === undefined) throw new ParleyError('TARGET_UNKNOWN', 'nobody has this address');
  // Checked before their presence, which a blocked person must not learn (ADM-2).
  blocks.check(referrer.address, address);
  if (directory.endpointsOf(address).length === 0) {
    throw new ParleyError('TARGET_OFFLINE', 'not signed in on any device');
  }
  if (address === session.referredBy?.address) {
    throw new ParleyError('REFER_LOOP', 'this call results from a referral by the target');
  }
  return { kind: 'person', person };
}
