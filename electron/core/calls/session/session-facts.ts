import type { Ending } from '../../../../protocol/endings.ts';
import type { WireError } from '../../../../protocol/errors.ts';
import type { ConversationId, InvitationId, LeaseId, SessionId } from '../../../../protocol/ids.ts';
import type { RequestedMedia } from '../../../../protocol/media.ts';
import type {
  CallView,
  EscalationView,
  LiveCall,
  ReferralView,
  ScreenShareView,
  SessionView,
  TransferView,
} from '../../../../protocol/rpc/session-view.ts';
import type { Identity, MediaStatus } from '../../../../protocol/signaling/shapes.ts';
import type { SessionProgress, SessionState } from '../../../../protocol/states/session.ts';

/** What main knows about a call or shared screen, whatever its state. {@link shownView} derives from it what a page sees. */
export interface SessionFacts {
  id: SessionId;
  invitationId: InvitationId;
  conversationId: ConversationId;
  sessionType: (CallView | ScreenShareView)['sessionType'];
  referredBy?: Identity;
  escalation?: EscalationView;
  transfer?: TransferView;
  referral?: ReferralView;
  leaseId: LeaseId;
  direction: SessionView['direction'];
  peer: Identity;
  subject?: string;
  state: SessionState;
  progress?: SessionProgress;
  requested: RequestedMedia;
  expiresAtMs?: number;
  local: MediaStatus;
  remote: MediaStatus;
  hold: LiveCall['hold'];
  restarting?: boolean;
  establishedAtMs?: number;
  ending?: Ending;
  error?: WireError;
}

/** What a page sees of these facts: those of its type and state. Undefined before the session begins. */
export function shownView(facts: SessionFacts): CallView | ScreenShareView | undefined {
  return facts.sessionType === 'application-sharing' ? shownShare(facts) : shownCall(facts);
}

function shownCall(facts: SessionFacts): CallView | undefined {
  const { requested, referredBy, escalation, transfer, referral, hold } = facts;
  const call = { ...inAnyState(facts), sessionType: 'audio-video' as const, requested, referredBy };
  const answered = { ...call, escalation, transfer, referral };
  const { leaseId, establishedAtMs } = facts;
  const live = { ...answered, ...mediaOf(facts), hold };
  switch (facts.state) {
    case 'idle':
      return undefined;
    case 'incoming':
      return { ...call, ...incoming(facts) };
    case 'establishing':
      return { ...live, ...establishing(facts) };
    case 'established':
      return { ...live, ...established(facts) };
    case 'terminating':
      return { ...live, state: 'terminating', establishedAtMs };
    case 'terminated':
      return { ...answered, leaseId, establishedAtMs, ...terminated(facts) };
  }
}

function shownShare(facts: SessionFacts): ScreenShareView | undefined {
  const share = { ...inAnyState(facts), sessionType: 'application-sharing' as const };
  const { establishedAtMs } = facts;
  switch (facts.state) {
    case 'idle':
      return undefined;
    case 'incoming':
      return { ...share, ...incoming(facts) };
    case 'establishing':
      return { ...share, ...mediaOf(facts), ...establishing(facts) };
    case 'established':
      return { ...share, ...mediaOf(facts), ...established(facts) };
    case 'terminating':
      return { ...share, ...mediaOf(facts), state: 'terminating', establishedAtMs };
    case 'terminated':
      return { ...share, establishedAtMs, ...terminated(facts) };
  }
}

function inAnyState({ id, invitationId, conversationId, direction, peer, subject }: SessionFacts) {
  return { id, invitationId, conversationId, direction, peer, subject };
}

function mediaOf({ leaseId, local, remote }: SessionFacts) {
  return { leaseId, local, remote };
}

function incoming({ expiresAtMs = 0 }: SessionFacts) {
  return { state: 'incoming' as const, expiresAtMs };
}

function establishing({ progress = 'inviting' }: SessionFacts) {
  return { state: 'establishing' as const, progress };
}

function established({ establishedAtMs = 0, restarting }: SessionFacts) {
  return { state: 'established' as const, establishedAtMs, restarting };
}

function terminated({ ending = { reason: 'ended', by: 'system' }, error }: SessionFacts) {
  return { state: 'terminated' as const, ending, error };
}
