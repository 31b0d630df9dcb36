import { may } from '../../protocol/conferences/powers.ts';
import { ParleyError } from '../../protocol/errors.ts';
import type { RequestData } from '../../protocol/signaling/requests.ts';
import type { Identity } from '../../protocol/signaling/shapes.ts';
import type { Endpoint } from '../presence/endpoint.ts';
import type { Conference } from './conference.ts';
import { closeSent } from './conference-media.ts';
import type { Member } from './member.ts';

/*
 * Actions of organizers on others (SPEC CONF-8, CONF-9). All throw ParleyError CONFERENCE_NOT_JOINED,
 * CONFERENCE_FORBIDDEN for other roles, and PARTICIPANT_UNKNOWN if the named participant is not there.
 */

/** Mutes one participant, or everyone but the requester. They may unmute themselves. */
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
  // If the producer is gone by now, it is silent anyway.
  await target.sfu.setProducerPaused(sent.producerId, true).catch(() => {});
}

/** Asks a participant to unmute, unless they were asked shortly before. Nobody can be unmuted by force. */
export function askUnmute(
  conference: Conference,
  from: Endpoint,
  { conferenceId, participantId }: RequestData<'conference.ask-unmute'>,
): void {
  conference.memberWith(from, 'conference.ask-unmute');
  const target = conference.roster.insideAs(participantId);
  if (target.askToUnmute(conference.monotonicMs())) {
    target.notify('unmute-asked', { conferenceId, by: from.identity });
  }
}

/** Ends a participant's shared screen. */
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
 * Removes a person, with all of their devices, from the conference or its waiting room. They cannot join again until they
 * are readmitted.
 * @throws ParleyError CONFERENCE_FORBIDDEN for the requester themselves
 */
export function remove(
  conference: Conference,
  from: Endpoint,
  { participantId, text }: RequestData<'conference.remove'>,
): void {
  conference.memberWith(from, 'conference.remove');
  const { identity } = conference.roster.listedAs(participantId).endpoint;
  if (identity.address === from.address) {
    throw new ParleyError('CONFERENCE_FORBIDDEN', 'organizers cannot remove themselves: leave instead');
  }
  conference.admission.remove(identity);
  conference.expel(identity.address, { reason: 'removed', by: 'them', text });
  conference.change({ removed: conference.admission.removed });
  conference.log.info({ endpointId: from.id, participantId }, 'participant removed');
}

/** Allows a removed person to join again. */
export function readmit(
  conference: Conference,
  from: Endpoint,
  { address }: RequestData<'conference.readmit'>,
): void {
  conference.memberWith(from, 'conference.readmit');
  conference.admission.readmit(address);
  conference.change({ removed: conference.admission.removed });
}

/** Admits one person, with all of their waiting devices, or everyone from the waiting room. */
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
  if (target.inside) throw new ParleyError('PARTICIPANT_UNKNOWN', 'this participant is not waiting');
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

/** Turns the lock and the waiting room on or off. Turning the waiting room off admits everyone in it. */
export function change(conference: Conference, from: Endpoint, data: RequestData<'conference.change'>): void {
  conference.memberWith(from, 'conference.change');
  const { locked = conference.info.locked, waitingRoom = conference.info.waitingRoom } = data;
  if (locked === conference.info.locked && waitingRoom === conference.info.waitingRoom) return;
  conference.change({ locked, waitingRoom });
  if (!waitingRoom) admitAll(conference);
}

/**
 * Sets the role of a person. Ends their shared screen if the new role may not share one.
 * @throws ParleyError CONFERENCE_NEEDS_ORGANIZER if this person is the only organizer in the conference
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
    throw new ParleyError('CONFERENCE_NEEDS_ORGANIZER', 'make another participant an organizer first');
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
