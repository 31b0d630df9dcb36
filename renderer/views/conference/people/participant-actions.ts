import type { Participant } from '../../../../protocol/conferences/conference.ts';
import { may } from '../../../../protocol/conferences/powers.ts';
import { GivenRole } from '../../../../protocol/conferences/roles.ts';
import type { StayView } from '../../../../protocol/rpc/app-state.ts';
import { ownRole } from '../../../state/stay.ts';

/** One thing that an organizer can do to a participant. */
export type ParticipantAction =
  | 'mute'
  | 'ask-unmute'
  | 'stop-share'
  | 'lower-hand'
  | `make-${GivenRole}`
  | 'hand-over'
  | 'remove';

/** What the user may do to this participant now, in the order of the menu (SPEC CONF-8). */
export function participantActions(stay: StayView, participant: Participant): ParticipantAction[] {
  const self = stay.participants.find(({ id }) => id === stay.participantId);
  if (!self || stay.state !== 'connected' || participant.role === 'waiting') return [];
  const isSelf = participant.address === self.address;
  return [
    ...(participant.id === self.id ? [] : conferenceActions(stay, participant)),
    ...roleActions(stay, participant, isSelf),
    ...(!isSelf && may(self.role, 'conference.remove') ? (['remove'] as const) : []),
  ];
}

function conferenceActions(stay: StayView, { media, handRaisedAtMs }: Participant): ParticipantAction[] {
  const role = ownRole(stay);
  const isHeard = media.microphone === 'on';
  const actions: ParticipantAction[] = [];
  if (isHeard && may(role, 'conference.mute')) actions.push('mute');
  if (!isHeard && may(role, 'conference.ask-unmute')) actions.push('ask-unmute');
  if (media.screen === 'on' && may(role, 'conference.stop-share')) actions.push('stop-share');
  if (handRaisedAtMs !== undefined && may(role, 'conference.lower-hand')) actions.push('lower-hand');
  return actions;
}

function roleActions(stay: StayView, participant: Participant, isSelf: boolean): ParticipantAction[] {
  if (!may(ownRole(stay), 'conference.set-role')) return [];
  const { address, role } = participant;
  // A conference needs an organizer. The only one can hand over the role, but cannot step down.
  if (isSelf && !stay.participants.some((each) => each.role === 'organizer' && each.address !== address))
    return [];
  const others = GivenRole.options.filter((each) => each !== role).map((each) => `make-${each}` as const);
  return !isSelf && role !== 'organizer' ? [...others, 'hand-over'] : others;
}
