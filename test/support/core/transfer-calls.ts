import type { ReferId, SessionId } from '../../../protocol/ids.ts';
import type { Refer, ReferProgress, ReferTo } from '../../../protocol/refer.ts';
import type { CommandData } from '../../../protocol/rpc/commands.ts';
import type { TransferView } from '../../../protocol/rpc/session-view.ts';
import type { Identity } from '../../../protocol/signaling/shapes.ts';
import { settled } from '../fake-clock.ts';
import type { ClientWorld } from './client-world.ts';
import { ConferenceCalls } from './conference-calls.ts';
import type { FakePage } from './fakes/fake-page.ts';
import { BOB } from './fakes/fake-signaling.ts';

export const CAROL = { address: 'carol@parley.localhost', displayName: 'Carol' } as Identity;
export const toCarol: ReferTo = { kind: 'person', person: CAROL };

/** Alice, with her page, who refers others and is referred by them; what Bob and Carol do over there. */
export class TransferCalls extends ConferenceCalls {
  constructor(world: ClientWorld, page: FakePage) {
    super(world, page);
    const expiresAtMs = world.clock.now() + 60_000;
    world.signaling.when('refer.send', async () => ({ to: toCarol, expiresAtMs }));
    world.signaling.when('invitation.send', async ({ to }) => ({
      to: to === CAROL.address ? CAROL : BOB,
      expiresAtMs: world.clock.now() + 45_000,
    }));
  }

  /** Alice refers the other side of a call to Carol, or whomever. */
  async transferred(sessionId: SessionId, how: Partial<CommandData<'transfer'>> = {}): Promise<ReferId> {
    const target = { kind: 'person', address: CAROL.address } as const;
    const { referId } = await this.page.send('transfer', { sessionId, target, ...how });
    await settled();
    return referId;
  }

  /** What the server says of it. */
  async notified(referId: ReferId, progress: ReferProgress): Promise<void> {
    this.world.notice({ name: 'refer-notified', data: { referId, progress } });
    await settled();
  }

  /** What the call shows of its referral by Alice. */
  transfer(sessionId: SessionId): TransferView | undefined {
    return this.view(sessionId).transfer;
  }

  /** The other side of this call refers Alice to Carol, or to another target. */
  async referred(sessionId: SessionId, change: Partial<Refer> = {}): Promise<ReferId> {
    const refer: Refer = {
      id: 'bobs-referral' as ReferId,
      sessionId,
      from: this.view(sessionId).peer,
      to: toCarol,
      attended: false,
      expiresAtMs: this.world.clock.now() + 60_000,
      ...change,
    };
    this.world.notice({ name: 'refer-received', data: { refer } });
    await settled();
    return refer.id;
  }

  /** Alice is referred within this call, and agrees. */
  async sentOn(sessionId: SessionId, change: Partial<Refer> = {}): Promise<ReferId> {
    const referId = await this.referred(sessionId, change);
    await this.page.send('answer-referral', { referId, accepted: true });
    await settled();
    return referId;
  }

  /** The call to Carol that a referral made. @throws when there is none */
  get callToCarol(): SessionId {
    const call = this.sessions.find(({ peer }) => peer.address === CAROL.address);
    if (call === undefined) throw new Error('no call to Carol');
    return call.id;
  }

  /** Carol answers, and they talk. */
  async carolAnswers(): Promise<void> {
    const sessionId = this.callToCarol;
    this.world.notice({ name: 'session-answered', data: { sessionId, answer: 'v=0 their answer' } });
    await settled();
    await this.connected(sessionId);
  }

  /** Everything that was said of a referral of Alice. */
  get told(): unknown[] {
    return this.requests('refer.notify').map((data) => (data as { progress: unknown }).progress);
  }
}
