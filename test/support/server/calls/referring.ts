import type { ReferId, SessionId } from '../../../../protocol/ids.ts';
import type { ReferProgress, ReferTarget } from '../../../../protocol/refer.ts';
import type { Notice } from '../../../../protocol/signaling/notices.ts';
import type { RequestData } from '../../../../protocol/signaling/requests.ts';
import type { Address } from '../../../../protocol/text/addresses.ts';
import { anId, anInvitation } from '../requests.ts';
import type { TestClient } from '../test-client.ts';

/** An agreed call from one to another. */
export async function talk(from: TestClient, to: TestClient, address: string): Promise<SessionId> {
  const { invitationId, sessionId, ...rest } = anInvitation(address);
  await from.request('invitation.send', { invitationId, sessionId, ...rest });
  await to.notice('invitation-received', ({ invitation }) => invitation.id === invitationId);
  await to.request('invitation.accept', { invitationId });
  await from.notice('invitation-ended', (data) => data.invitationId === invitationId);
  return sessionId;
}

export const person = (address: string): ReferTarget => ({ kind: 'person', address: address as Address });

/** A referral within a call. */
export function aRefer(sessionId: SessionId, target: ReferTarget): RequestData<'refer.send'> {
  return { referId: anId() as ReferId, sessionId, target };
}

/** The progress of which a referrer was notified, oldest first. */
export function progressIn(notices: readonly Notice[]): ReferProgress[] {
  return notices.flatMap((notice) => (notice.name === 'refer-notified' ? [notice.data.progress] : []));
}

/** The final progress in these notices. */
export function finalsIn(notices: readonly Notice[]): ReferProgress[] {
  return progressIn(notices).filter(({ state }) => ['established', 'failed', 'timed-out'].includes(state));
}
