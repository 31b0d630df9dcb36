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

/** In which call who names the target to whom. */
export interface ReferWithin {
  session: RelayedSession;
  referrer: Endpoint;
  referee: Endpoint;
}

/**
 * Whom a referrer names, when the referee can reach them (SPEC REF-7). The title of a conference is empty for a referrer
 * who could not read it by coming in.
 * @throws ParleyError TARGET_SELF, REFER_TO_PARTNER, TARGET_UNKNOWN, TARGET_BLOCKED, TARGET_OFFLINE, REFER_LOOP, CONFERENCE_UNKNOWN,
 *   CONFERENCE_ENDED
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
    throw new ParleyError('TARGET_SELF', 'one cannot refer anybody to oneself');
  }
  if (address === referee.address) {
    throw new ParleyError('REFER_TO_PARTNER', 'they cannot be referred to themself');
  }
  const person = directory.identityAt(address);
  if (person === undefined) throw new ParleyError('TARGET_UNKNOWN', 'nobody has this address');
  // Before their presence: who is blocked does not learn it (ADM-2).
  blocks.check(referrer.address, address);
  if (directory.endpointsOf(address).length === 0) {
    throw new ParleyError('TARGET_OFFLINE', 'not signed in on any device');
  }
  if (address === session.referredBy?.address) {
    throw new ParleyError('REFER_LOOP', 'this call came of a referral by them');
  }
  return { kind: 'person', person };
}
