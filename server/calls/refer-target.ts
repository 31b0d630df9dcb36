import { ParleyError } from '../../protocol/errors.ts';
import type { ReferTarget, ReferTo } from '../../protocol/refer.ts';
import type { Conferences } from '../conferences/conferences.ts';
import type { Directory } from '../directory.ts';
import type { Endpoint } from '../endpoint.ts';
import type { RelayedSession } from './relayed-session.ts';

/** Where targets are looked up. */
export interface TargetSources {
  directory: Directory;
  conferences: Pick<Conferences, 'find'>;
}

/** In which call who names the target to whom. */
export interface ReferWithin {
  session: RelayedSession;
  referrer: Endpoint;
  referee: Endpoint;
}

/**
 * Whom a referrer names, when the referee can reach them (SPEC REF-7).
 * @throws ParleyError TARGET_SELF, REFER_TO_PARTNER, TARGET_UNKNOWN, TARGET_OFFLINE, REFER_LOOP, CONFERENCE_UNKNOWN,
 *   CONFERENCE_ENDED
 */
export function findTarget(target: ReferTarget, within: ReferWithin, sources: TargetSources): ReferTo {
  if (target.kind === 'person') return findPerson(target, within, sources.directory);
  const { conferenceId } = target;
  const { title } = sources.conferences.find(conferenceId).info;
  return { kind: 'conference', conferenceId, title };
}

type PersonTarget = Extract<ReferTarget, { kind: 'person' }>;

function findPerson({ address }: PersonTarget, within: ReferWithin, directory: Directory): ReferTo {
  const { session, referrer, referee } = within;
  if (address === referrer.address) {
    throw new ParleyError('TARGET_SELF', 'one cannot refer anybody to oneself');
  }
  if (address === referee.address) {
    throw new ParleyError('REFER_TO_PARTNER', 'they cannot be referred to themself');
  }
  const person = directory.identityAt(address);
  if (person === undefined) throw new ParleyError('TARGET_UNKNOWN', 'nobody has this address');
  if (directory.endpointsOf(address).length === 0) {
    throw new ParleyError('TARGET_OFFLINE', 'not signed in on any device');
  }
  if (address === session.referredBy?.address) {
    throw new ParleyError('REFER_LOOP', 'this call came of a referral by them');
  }
  return { kind: 'person', person };
}
