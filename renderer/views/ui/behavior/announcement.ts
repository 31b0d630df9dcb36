import { may } from '../../../../protocol/conferences/powers.ts';
import type { Ending } from '../../../../protocol/endings.ts';
import type { SessionView, StayView } from '../../../../protocol/rpc/app-state.ts';
import { callTitle, errorWords, text } from '../../../i18n/en.ts';
import { callBecoming, isCall, isConferenceInvitation, isLive, isShare } from '../../../state/sessions.ts';
import { asksForPasscode, ownRole, waitingIn, wasRefused } from '../../../state/stay.ts';
import { cameToNothing, isUnderWay, targetName } from '../../../state/transfers.ts';
import { holderOf } from '../../call/hold-cover.tsx';
import { exitedWords } from '../../exited-words.ts';
import { pastCallWords } from '../../home/past-call-words.ts';

/** The parts of the state that are announced to screen readers. */
export interface AnnouncedState {
  readonly sessions: readonly SessionView[];
  /** The call on stage. */
  readonly session: SessionView | null;
  readonly stay: StayView | null;
}

/** Sentences that say what changed. The most important one is last, because users remember the last one. */
export function announcements(before: AnnouncedState, now: AnnouncedState): string[] {
  const changes = [
    stayAnnouncement(before, now),
    ...sessionsAnnouncements(before, now),
    referralAnnouncement(before, now),
    ...invitationAnnouncements(before, now),
  ].filter((words) => words !== null);
  if (changes.length > 0) return changes;
  const media = mediaAnnouncement(before, now);
  return media === null ? [] : [media];
}

function invitationAnnouncements(before: AnnouncedState, now: AnnouncedState): string[] {
  const known = new Set(before.sessions.map(({ id }) => id));
  const fresh = now.sessions.filter(({ id, state }) => state === 'incoming' && !known.has(id));
  return fresh.map((session) => invitationWords(session, now));
}

function invitationWords(fresh: SessionView, now: AnnouncedState): string {
  const name = fresh.peer.displayName;
  if (isShare(fresh)) return text.announce.shareOffered(name);
  if (fresh.escalates) return text.incoming.escalationTitle(name);
  if (isConferenceInvitation(fresh)) return text.announce.invited(name);
  const isBusy = now.sessions.some((each) => isCall(each) && isLive(each));
  const isIn = now.stay !== null && now.stay.state !== 'exited';
  if (isBusy || isIn) return text.announce.waiting(name);
  return fresh.referredBy ? callTitle(fresh) : text.announce.incoming(name);
}

/** Users who always accept transfers hear the announcement. Users who are asked get a card instead. */
function referralAnnouncement(before: AnnouncedState, now: AnnouncedState): string | null {
  const known = new Set(before.sessions.map(({ referral }) => referral?.id));
  const fresh = now.sessions.find(({ referral }) => referral && !known.has(referral.id));
  if (!fresh?.referral || fresh.referral.state === 'requested') return null;
  return text.announce.referred(fresh.peer.displayName, targetName(fresh.referral.to));
}

function sessionsAnnouncements(before: AnnouncedState, now: AnnouncedState): string[] {
  const was = new Map(before.sessions.map((session) => [session.id, session]));
  const said = now.sessions.map((session) => {
    const previous = was.get(session.id);
    const words = isShare(session)
      ? shareAnnouncement(previous, session)
      : callAnnouncement(previous, session);
    return { words, isActive: isActive(session) };
  });
  // Ended and held calls first, then active ones: "Carol is on hold" before "Connected with Bob".
  const inOrder = [...said.filter((each) => !each.isActive), ...said.filter((each) => each.isActive)];
  return inOrder.flatMap(({ words }) => (words === null ? [] : [words]));
}

function isActive(session: SessionView | undefined): boolean {
  return session?.state === 'established' && !session.hold.byUs;
}

function callAnnouncement(before: SessionView | undefined, now: SessionView): string | null {
  const name = now.peer.displayName;
  if (before?.state !== now.state) {
    if (now.state === 'established') return text.announce.connected(name);
    if (now.state === 'terminated' && now.ending) return endedWords(now, now.ending);
  }
  // The transfer line announces the progress of a transfer, and that includes being on hold.
  if (hasTransferLine(now)) return null;
  if (before && holderOf(before) !== holderOf(now)) return holdAnnouncement(before, now);
  const rings = now.state === 'establishing' && now.progress === 'ringing';
  return rings && before?.progress !== 'ringing' ? text.announce.ringing(name) : null;
}

/** How a call ended and why it failed: the same text as on its card (SPEC INV-6). */
function endedWords(session: SessionView, ending: Ending): string {
  const words = pastCallWords({ ...session, ending });
  return session.error ? `${words} ${errorWords(session.error)}` : words;
}

function hasTransferLine(session: SessionView): boolean {
  const { transfer } = session;
  if (!transfer) return false;
  return isUnderWay(transfer) || (cameToNothing(transfer) && holderOf(session) === null);
}

function holdAnnouncement(before: SessionView, now: SessionView): string {
  const name = now.peer.displayName;
  if (before.hold.byUs !== now.hold.byUs) {
    return now.hold.byUs ? text.announce.held(name) : text.announce.resumed(name);
  }
  return now.hold.byThem ? text.announce.heldByThem(name) : text.announce.resumedByThem(name);
}

function shareAnnouncement(before: SessionView | undefined, now: SessionView): string | null {
  // A shared screen moves to the conference with its call, and the call is announced.
  if (before?.state === now.state || now.ending?.reason === 'escalated') return null;
  const { peer, direction, local, remote, ending } = now;
  if (now.state === 'established') {
    return direction === 'incoming'
      ? text.share.shares(peer.displayName, remote.screenName)
      : text.share.sharing(local.screenName ?? text.share.aScreen, peer.displayName);
  }
  const isOver = now.state === 'terminated' && before?.state !== undefined && ending !== undefined;
  return isOver ? endedWords(now, ending) : null;
}

function stayAnnouncement(
  { stay: before }: AnnouncedState,
  { stay: now, session, sessions }: AnnouncedState,
): string | null {
  if (!now) return null;
  // A call that became a conference is announced. A failed escalation is announced by its alert.
  const isInCall = session !== null && isLive(session);
  if (isInCall && callBecoming(sessions, now)) return null;
  if (isInCall && now.state === 'exited') {
    if (before?.state === now.state || !wasRefused(now)) return null;
    return [text.ended.notJoined, now.error && errorWords(now.error)].filter(Boolean).join(' ');
  }
  if (before?.state === now.state) return waitingAnnouncement(before, now);
  if (now.state === 'waiting') return text.announce.inWaitingRoom;
  if (now.state === 'joining' && before?.state === 'waiting') return text.announce.admitted;
  if (now.state === 'connected' && before?.state !== 'leaving') return text.announce.joined;
  // The passcode field announces its own error.
  if (now.state !== 'exited' || asksForPasscode(now)) return null;
  return exitedWords(now);
}

/** Announces people in the waiting room to those who can admit them. */
function waitingAnnouncement(before: StayView, now: StayView): string | null {
  if (!may(ownRole(now), 'conference.admit')) return null;
  const known = new Set(waitingIn(before).map(({ id }) => id));
  const fresh = waitingIn(now).filter(({ id }) => !known.has(id));
  return fresh.length > 0 ? text.announce.waitToJoin(fresh.map(({ displayName }) => displayName)) : null;
}

function mediaAnnouncement(before: AnnouncedState, now: AnnouncedState): string | null {
  const [was, is] = [before.session ?? before.stay, now.session ?? now.stay];
  if (!was || !is || was.leaseId !== is.leaseId) return null;
  if (was.local.microphone !== is.local.microphone) {
    return is.local.microphone === 'on' ? text.announce.unmuted : text.announce.muted;
  }
  if (was.local.camera === is.local.camera) return null;
  return is.local.camera === 'on' ? text.announce.cameraOn : text.announce.cameraOff;
}
