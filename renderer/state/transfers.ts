import type { ReferTo } from '../../protocol/refer.ts';
import type { EstablishedCall, LiveCall, SessionView } from '../../protocol/rpc/session-view.ts';
import type { Identity } from '../../protocol/signaling/shapes.ts';
import { isReferOver, type ReferState } from '../../protocol/states/refer.ts';
import { text } from '../i18n/en.ts';
import { isEscalating, isEstablishedCall } from './sessions.ts';

/** Whether a referral is still pending. */
export function isUnderWay(referral: { readonly state: ReferState } | undefined): boolean {
  return referral !== undefined && !isReferOver(referral.state);
}

/** Whether a referral has ended without reaching its target. Then the two talk again (SPEC REF-3). */
export function cameToNothing({ state }: { readonly state: ReferState }): boolean {
  return state === 'failed' || state === 'timed-out';
}

/** Whether our user may transfer the other side of this call to another person (SPEC REF-1, REF-7). */
export function mayTransfer(session: LiveCall): boolean {
  const { state, transfer, referral } = session;
  return state === 'established' && !isUnderWay(transfer) && !isUnderWay(referral) && !isEscalating(session);
}

/** The call that our user already has with this person, whose place a transfer can take (SPEC REF-5). */
export function callWith(
  sessions: readonly SessionView[],
  { address }: Identity,
): EstablishedCall | undefined {
  return sessions.filter(isEstablishedCall).find(({ peer }) => peer.address === address);
}

/** The person or thing that a transfer leads to, as shown to the user. */
export function targetName(to: ReferTo): string {
  return to.kind === 'person' ? to.person.displayName : text.conferenceTarget(to.title);
}

/** The referrals that our user has to answer (SPEC REF-1). */
export function askedReferrals(sessions: readonly SessionView[]): EstablishedCall[] {
  return sessions.filter(isEstablishedCall).filter(({ referral }) => referral?.state === 'requested');
}
