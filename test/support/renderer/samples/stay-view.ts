import { Participant } from '../../../../protocol/conferences/conference.ts';
import { StayView } from '../../../../protocol/rpc/app-state.ts';

const ON = { microphone: 'on', camera: 'on', screen: 'off' };

/** A participant with this display name, with the changes that a test needs. */
export function participant(displayName: string, change: object = {}): Participant {
  const name = displayName.toLowerCase();
  return Participant.parse({
    id: `participant-${name}`,
    address: `${name}@example.org`,
    displayName,
    endpointId: `endpoint-${name}`,
    role: 'presenter',
    status: 'connected',
    media: ON,
    joined: 'dialed-in',
    joinedAtMs: 0,
    ...change,
  });
}

/** The properties of a participant in the waiting room. */
export const WAITS = { role: 'waiting', status: 'pending' };

/** Alice's stay, as organizer, in a conference with Bob, with the changes that a test needs. */
export function stayView(change: object = {}, conference: object = {}): StayView {
  return StayView.parse({
    conference: {
      id: 'conference-0001',
      conversationId: 'conversation-0009',
      title: 'Monday',
      link: 'parley://join/conference-0001?server=http%3A%2F%2F127.0.0.1%3A7450',
      locked: false,
      waitingRoom: false,
      removed: [],
      ...conference,
    },
    leaseId: 'lease-0009',
    screenLeaseId: 'lease-0010',
    state: 'connected',
    participantId: 'participant-alice',
    participants: [participant('Alice', { role: 'organizer' }), participant('Bob')],
    local: ON,
    ...change,
  });
}
