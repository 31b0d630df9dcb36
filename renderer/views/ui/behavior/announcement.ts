import { may } from '../../../../protocol/conferences/powers.ts';
import type { StayView } from '../../../../protocol/rpc/app-state.ts';
import {
  type AnsweredCall,
  isLiveCall,
  type LiveCall,
  type Ringing,
  type ScreenShareView,
  type SessionView,
  type Terminated,
} from '../../../../protocol/rpc/session-view.ts';
import { callTitle, errorWords, text } from '../../../i18n/en.ts';
import {
  callBecoming,
  isAnsweredCall,
  isCall,
  isConferenceInvitation,
  isLive,
  isRinging,
  isShare,
} from '../../../state/sessions.ts';
import { asksForPasscode, ownRole, waitingIn, wasRefused } from '../../../state/stay.ts';
import { cameToNothing, isUnderWay, targetName } from '../../../state/transfers.ts';
import { holderOf } from '../../call/hold-cover.tsx';
import { exitedWords } from '../../exited-words.ts';
import { pastCallWords } from '../../home/past-call-words.ts';

/** The parts of the state that are announced to screen readers. */
export interface AnnouncedState {
  readonly sessions: readonly SessionView[];
  /** The call on stage. */
  readonly session: AnsweredCall | null;
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
  const fresh = now.sessions.filter(isRinging).filter(({ id }) => !known.has(id));
  return fresh.map((session) => invitationWords(session, now));
}

function invitationWords(fresh: Ringing, now: AnnouncedState): string {
  const name = fresh.peer.displayName;
  if (isShare(fresh)) return text.announce.shareOffered(name);
  if (isConferenceInvitation(fresh)) {
    return fresh.escalates ? text.incoming.escalationTitle(name) : text.announce.invited(name);
  }
  const isBusy = now.sessions.some((each) => isCall(each) && isLive(each));
  const isIn = now.stay !== null && now.stay.state !== 'exited';
  if (isBusy || isIn) return text.announce.waiting(name);
  return fresh.referredBy ? callTitle(fresh) : text.announce.incoming(name);
}

/** Users who always accept transfers hear the announcement. Users who are asked get a card instead. */
function referralAnnouncement(before: AnnouncedState, now: AnnouncedState): string | null {
  const known = new Set(before.sessions.filter(isAnsweredCall).map(({ referral }) => referral?.id));
  const fresh = now.sessions
    .filter(isAnsweredCall)
    .find(({ referral }) => referral && !known.has(referral.id));
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

function isActive(session: SessionView): boolean {
  return session.state === 'established' && !(isCall(session) && session.hold.byUs);
}

function callAnnouncement(before: SessionView | undefined, now: SessionView): string | null {
  const name = now.peer.displayName;
  if (before?.state !== now.state) {
    if (now.state === 'established') return text.announce.connected(name);
    if (now.state === 'terminated') return endedWords(now);
  }
  // The transfer line announces the progress of a transfer, and that includes being on hold.
  if (hasTransferLine(now)) return null;
  if (before && holderIn(before) !== holderIn(now)) return holdAnnouncement(before, now);
  return rings(now) && !(before && rings(before)) ? text.announce.ringing(name) : null;
}

/** Whether the other side is alerted. */
function rings(session: SessionView): boolean {
  return session.state === 'establishing' && session.progress === 'ringing';
}

/** How a call ended and why it failed: the same text as on its card (SPEC INV-6). */
function endedWords(session: Terminated): string {
  const words = pastCallWords(session);
  return session.error ? `${words} ${errorWords(session.error)}` : words;
}

function hasTransferLine(session: SessionView): boolean {
  if (!isAnsweredCall(session) || !session.transfer) return false;
  const { transfer } = session;
  return isUnderWay(transfer) || (cameToNothing(transfer) && holderIn(session) === null);
}

function holdAnnouncement(before: SessionView, now: SessionView): string {
  const name = now.peer.displayName;
  const [was, is] = [holdOf(before), holdOf(now)];
  if (was.byUs !== is.byUs) return is.byUs ? text.announce.held(name) : text.announce.resumed(name);
  return is.byThem ? text.announce.heldByThem(name) : text.announce.resumedByThem(name);
}

function holdOf(session: SessionView): LiveCall['hold'] {
  return isLiveCall(session) ? session.hold : { byUs: false, byThem: false };
}

function holderIn(session: SessionView): ReturnType<typeof holderOf> {
  return holderOf({ hold: holdOf(session) });
}

function shareAnnouncement(before: SessionView | undefined, now: ScreenShareView): string | null {
  // A shared screen moves to the conference with its call, and the call is announced.
  if (before?.state === now.state) return null;
  if (now.state === 'established') {
    const { peer, direction, local, remote } = now;
    return direction === 'incoming'
      ? text.share.shares(peer.displayName, remote.screenName)
      : text.share.sharing(local.screenName ?? text.share.aScreen, peer.displayName);
  }
  if (now.state !== 'terminated' || before === undefined || now.ending.reason === 'escalated') return null;
  return endedWords(now);
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
  if (!was || !is || was.state === 'terminated' || is.state === 'terminated') return null;
  if (was.leaseId !== is.leaseId) return null;
  if (was.local.microphone !== is.local.microphone) {
    return is.local.microphone === 'on' ? text.announce.unmuted : text.announce.muted;
  }
  if (was.local.camera === is.local.camera) return null;
  return is.local.camera === 'on' ? text.announce.cameraOn : text.announce.cameraOff;
}
