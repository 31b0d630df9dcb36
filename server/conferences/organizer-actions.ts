import { may } from '../../protocol/conferences/powers.ts';
import { ParleyError } from '../../protocol/errors.ts';
import type { RequestData } from '../../protocol/signaling/requests.ts';
import type { Identity } from '../../protocol/signaling/shapes.ts';
import type { Endpoint } from '../presence/endpoint.ts';
import type { Conference } from './conference.ts';
import { closeSent } from './conference-media.ts';
import type { Member } from './member.ts';

/*
 * What organizers do to others (SPEC CONF-8, CONF-9). All throw ParleyError CONFERENCE_NOT_JOINED, CONFERENCE_FORBIDDEN
 * to whose role may not, and PARTICIPANT_UNKNOWN when they name somebody who is not there.
 */

/** Silences one, or everyone but oneself. They may begin again. */
export async function mute(
  conference: Conference,
  from: Endpoint,
  { participantId }: RequestData<'conference.mute'>,
): Promise<void> {
  conference.memberWith(from, 'conference.mute');
  const { roster } = conference;
  const targets =
    participantId === null
      ? roster.inside.filter(({ endpoint }) => endpoint.address !== from.address)
      : [roster.insideAs(participantId)];
  await Promise.all(targets.map((target) => silence(conference, target, from.identity)));
}

async function silence(conference: Conference, target: Member, by: Identity): Promise<void> {
  const sent = target.sent.at('microphone');
  if (sent === undefined || sent.paused) return;
  sent.paused = true;
  conference.mediaChanged(target);
  tellStopped(conference, target, { source: 'microphone', by });
  if (sent.producerId === undefined) return;
  // A microphone that is gone by now is silent too.
  await target.seat.setProducerPaused(sent.producerId, true).catch(() => {});
}

/** Asks a participant to unmute, which nobody can be made to do. One who was asked a moment ago is not asked again. */
export function askUnmute(
  conference: Conference,
  from: Endpoint,
  { conferenceId, participantId }: RequestData<'conference.ask-unmute'>,
): void {
  conference.memberWith(from, 'conference.ask-unmute');
  const target = conference.roster.insideAs(participantId);
  if (target.askToUnmute(conference.nowMs())) {
    target.notify('unmute-asked', { conferenceId, by: from.identity });
  }
}

/** Ends the screen that somebody shares. */
export function stopShare(
  conference: Conference,
  from: Endpoint,
  { participantId }: RequestData<'conference.stop-share'>,
): void {
  conference.memberWith(from, 'conference.stop-share');
  endShare(conference, conference.roster.insideAs(participantId), from.identity);
}

function endShare(conference: Conference, target: Member, by: Identity): void {
  if (target.sent.at('screen') === undefined) return;
  closeSent(conference, target, 'screen');
  tellStopped(conference, target, { source: 'screen', by });
}

export function lowerHand(
  conference: Conference,
  from: Endpoint,
  { participantId }: RequestData<'conference.lower-hand'>,
): void {
  conference.memberWith(from, 'conference.lower-hand');
  const target = conference.roster.insideAs(participantId);
  if (!target.handRaised) return;
  target.setHand(undefined);
  conference.changed(target);
}

/**
 * Ends the stay, or the waiting, of all devices of somebody. They may not come again until they are readmitted.
 * @throws ParleyError CONFERENCE_FORBIDDEN when it is oneself
 */
export function remove(
  conference: Conference,
  from: Endpoint,
  { participantId, text }: RequestData<'conference.remove'>,
): void {
  conference.memberWith(from, 'conference.remove');
  const { identity } = conference.roster.listedAs(participantId).endpoint;
  if (identity.address === from.address) {
    throw new ParleyError('CONFERENCE_FORBIDDEN', 'nobody removes themself: leave instead');
  }
  conference.admission.remove(identity);
  const ending = { reason: 'removed', by: 'them' } as const;
  conference.expel(identity.address, { ...ending, ...(text !== undefined && { text }) });
  conference.change({ removed: conference.admission.removed });
  conference.log.info({ endpointId: from.id, participantId }, 'participant removed');
}

/** Somebody who was removed may come in again. */
export function readmit(
  conference: Conference,
  from: Endpoint,
  { address }: RequestData<'conference.readmit'>,
): void {
  conference.memberWith(from, 'conference.readmit');
  conference.admission.readmit(address);
  conference.change({ removed: conference.admission.removed });
}

/** Lets somebody in from the waiting room, with all of their devices that wait; or everyone. */
export function admit(
  conference: Conference,
  from: Endpoint,
  { participantId }: RequestData<'conference.admit'>,
): void {
  conference.memberWith(from, 'conference.admit');
  if (participantId === null) {
    admitAll(conference);
    return;
  }
  const target = conference.roster.listedAs(participantId);
  if (target.inside) throw new ParleyError('PARTICIPANT_UNKNOWN', 'they do not wait');
  for (const member of conference.roster.of(target.endpoint.address)) letIn(conference, member);
}

function admitAll(conference: Conference): void {
  for (const member of conference.roster.all) letIn(conference, member);
}

function letIn(conference: Conference, member: Member): void {
  if (member.state !== 'waiting') return;
  member.admit();
  conference.admission.letIn(member.endpoint.address);
  member.notify('conference-admitted', { conferenceId: conference.info.id });
}

/** Locks, unlocks, opens or closes the waiting room. Without a waiting room nobody has to wait: who does is let in. */
export function change(conference: Conference, from: Endpoint, data: RequestData<'conference.change'>): void {
  conference.memberWith(from, 'conference.change');
  const { locked = conference.info.locked, waitingRoom = conference.info.waitingRoom } = data;
  if (locked === conference.info.locked && waitingRoom === conference.info.waitingRoom) return;
  conference.change({ locked, waitingRoom });
  if (!waitingRoom) admitAll(conference);
}

/**
 * Gives somebody another role. Who may not share a screen any more stops.
 * @throws ParleyError CONFERENCE_NEEDS_ORGANIZER when nobody else who is in organizes
 */
export function setRole(
  conference: Conference,
  from: Endpoint,
  { participantId, role }: RequestData<'conference.set-role'>,
): void {
  conference.memberWith(from, 'conference.set-role');
  const { roster, roles } = conference;
  const { address } = roster.insideAs(participantId).endpoint;
  if (roles.of(address) === role) return;
  const others = roster.inside.filter(({ endpoint }) => endpoint.address !== address);
  if (roles.organizes(address) && !others.some(({ endpoint }) => roles.organizes(endpoint.address))) {
    throw new ParleyError('CONFERENCE_NEEDS_ORGANIZER', 'make somebody else an organizer first');
  }
  roles.give(address, role);
  conference.roleChanged(address);
  if (may(role, 'share-screen')) return;
  for (const member of roster.of(address)) if (member.inside) endShare(conference, member, from.identity);
}

function tellStopped(
  { info }: Conference,
  member: Member,
  what: { source: 'microphone' | 'screen'; by: Identity },
): void {
  member.notify('source-stopped', { conferenceId: info.id, ...what });
}
