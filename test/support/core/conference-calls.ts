import type { StayView } from '../../../protocol/rpc/app-state.ts';
import type { CommandData } from '../../../protocol/rpc/commands.ts';
import type { Invitation } from '../../../protocol/signaling/shapes.ts';
import { settled } from '../fake-clock.ts';
import { BOTH, Calls, NOTHING } from './calls.ts';
import type { ClientWorld } from './client-world.ts';
import { joinedReply, waitingReply } from './fakes/conference-replies.ts';
import type { FakePage } from './fakes/fake-page.ts';

export const conferenceId = 'conference-1' as never;

/** What makes Bob's invitation one to his conference. */
export const toConference = { sessionType: 'conference', conferenceId, subject: 'Standup' };

/** Alice, with her page, on a server that lets her into every conference. */
export class ConferenceCalls extends Calls {
  constructor(world: ClientWorld, page: FakePage) {
    super(world, page);
    this.letIn();
    world.signaling.when('conference.leave', async () => ({ stillIn: [] }));
  }

  /** @throws when there is none */
  get stay(): StayView {
    const { stay } = this.world.client.state;
    if (stay === null) throw new Error('no stay');
    return stay;
  }

  /** The events that ended stays, as the log has them. */
  get exits(): Record<string, unknown>[] {
    return this.world.logged.filter(({ message }) => message === 'exited').map(({ facts }) => facts);
  }

  /** From now on the server lets Alice in. @param change what the reply has that is different */
  letIn(change: object = {}): void {
    this.world.signaling.when('conference.join', async ({ conferenceId: id }) => joinedReply(id, change));
  }

  /** From now on the server lets Alice wait. */
  letWait(): void {
    this.world.signaling.when('conference.join', async ({ conferenceId: id }) => waitingReply(id));
  }

  /** Alice joins by a link. */
  async join(link = 'conference-1', how: Partial<CommandData<'join-conference'>> = {}): Promise<void> {
    await this.page.send('join-conference', { link, media: NOTHING, ...how });
    await settled();
  }

  /** Alice is in the waiting room. */
  async waits(how: Partial<CommandData<'join-conference'>> = {}): Promise<void> {
    this.letWait();
    await this.join('conference-1', how);
  }

  /** An organizer admits her. */
  async admitted(): Promise<void> {
    this.world.notice({ name: 'conference-admitted', data: { conferenceId } });
    await settled();
  }

  /** Bob's invitation to his conference is accepted. @throws ParleyError why it was not */
  async accept({ id }: Invitation, others?: 'end' | 'hold'): Promise<void> {
    await this.page.send('accept', { invitationId: id, media: BOTH, ...(others && { others }) });
    await settled();
  }
}
