import type { ReferTo } from '../../protocol/refer.ts';
import type { SessionView } from '../../protocol/rpc/app-state.ts';
import type { Identity } from '../../protocol/signaling/shapes.ts';
import { isReferOver, type ReferState } from '../../protocol/states/refer.ts';
import { text } from '../i18n/en.ts';
import { isCall, isEscalating } from './sessions.ts';

/** Does a referral still wait for its end? */
export function isUnderWay(referral: { readonly state: ReferState } | undefined): boolean {
  return referral !== undefined && !isReferOver(referral.state);
}

/** Has a referral ended without the target having been reached? Then the two talk again (SPEC REF-3). */
export function cameToNothing({ state }: { readonly state: ReferState }): boolean {
  return state === 'failed' || state === 'timed-out';
}

/** Whether our user may refer the other side of this call to somebody (SPEC REF-1, REF-7). */
export function mayTransfer(session: SessionView): boolean {
  const { state, transfer, referral } = session;
  return state === 'established' && !isUnderWay(transfer) && !isUnderWay(referral) && !isEscalating(session);
}

/** The call that our user has with somebody already, whose place a transfer can take (SPEC REF-5). */
export function callWith(sessions: readonly SessionView[], { address }: Identity): SessionView | undefined {
  return sessions.find(
    (each) => isCall(each) && each.state === 'established' && each.peer.address === address,
  );
}

/** Whom or what a transfer leads to, as one says it. */
export function targetName(to: ReferTo): string {
  return to.kind === 'person' ? to.person.displayName : text.conferenceTarget(to.title);
}

/** The referrals on which our user has to say something (SPEC REF-1). */
export function askedReferrals(sessions: readonly SessionView[]): SessionView[] {
  return sessions.filter(({ state, referral }) => state === 'established' && referral?.state === 'requested');
}
