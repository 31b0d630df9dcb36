import type { RequestReply } from '../../../protocol/signaling/requests.ts';
import type { Invitation } from '../../../protocol/signaling/shapes.ts';
import { BOTH, Calls, NOTHING } from './calls.ts';
import { PAGE_FINGERPRINT } from './canned-media.ts';
import type { ClientWorld } from './client-world.ts';
import { settled } from './fake-clock.ts';
import type { FakePage } from './fake-page.ts';

export const conferenceId = 'conference-1' as never;

/** What makes Bob's invitation one to his conference. */
export const toConference = { sessionType: 'conference', conferenceId, subject: 'Standup' };

const transport = (id: string) => ({
  id,
  iceParameters: { usernameFragment: 'u', password: 'p' },
  iceCandidates: [],
  dtlsParameters: { fingerprints: [PAGE_FINGERPRINT] },
});

const joined = (id: string) =>
  ({
    admission: 'joined',
    speakers: { speaking: [], dominant: null },
    conference: {
      id,
      conversationId: 'conversation-9',
      title: 'Standup',
      link: 'parley://join/x',
      locked: false,
      waitingRoom: false,
      removed: [],
    },
    ...{ participantId: 'participant-1', participants: [], consumers: [] },
    sendTransport: transport('transport-send'),
    receiveTransport: transport('transport-receive'),
  }) as unknown as RequestReply<'conference.join'>;

/** Alice, with her page, on a server that lets her into every conference. */
export class ConferenceCalls extends Calls {
  constructor(world: ClientWorld, page: FakePage) {
    super(world, page);
    world.signaling.when('conference.join', async ({ conferenceId: id }) => joined(id));
    world.signaling.when('conference.leave', async () => ({ stillIn: [] }));
  }

  /** Alice joins by a link. */
  async join(link = 'conference-1'): Promise<void> {
    await this.page.send('join-conference', { link, media: NOTHING });
  }

  /** Bob's invitation to his conference is accepted. @throws ParleyError why it was not */
  async accept({ id }: Invitation, others?: 'end' | 'hold'): Promise<void> {
    await this.page.send('accept', { invitationId: id, media: BOTH, ...(others && { others }) });
    await settled();
  }
}
