import type { ReferId, SessionId } from '../../../protocol/ids.ts';
import type { ReferProgress } from '../../../protocol/refer.ts';
import type { CommandData } from '../../../protocol/rpc/commands.ts';
import { addressOfName } from '../../../protocol/text/addresses.ts';
import type { SessionFacts } from '../session-facts.ts';
import { CrossingWorld, type Device, sessionsOf } from './crossing-world.ts';
import { Random } from './random.ts';

const MEDIA = { microphone: true, camera: true };
const FINAL: ReadonlySet<ReferProgress['state']> = new Set(['established', 'failed', 'timed-out']);

export const addressOf = (person: 'Alice' | 'Bob' | 'Carol') => addressOfName(person, 'example.org');

/** Alice, who refers; Bob, who is referred; Carol, to whom. Real clients of the real focus, each on one device. */
export class Trio {
  readonly world: CrossingWorld;
  readonly alice: Device;
  readonly bob: Device;
  readonly carol: Device;

  constructor(world: CrossingWorld, [alice, bob, carol]: [Device, Device, Device]) {
    this.world = world;
    this.alice = alice;
    this.bob = bob;
    this.carol = carol;
  }

  /** All three are signed in. */
  static async meet(random = new Random(1), reordering = 0): Promise<Trio> {
    const world = new CrossingWorld(random, reordering);
    const alice = await world.arrive('Alice', 'alice');
    const bob = await world.arrive('Bob', 'bob');
    const carol = await world.arrive('Carol', 'carol');
    await world.calm();
    return new Trio(world, [alice, bob, carol]);
  }

  get everybody(): Device[] {
    return [this.alice, this.bob, this.carol];
  }

  /** One device calls another, and they talk; a running call is held. */
  async talk(from: Device, to: Device): Promise<SessionId> {
    const { address } = to.client.state.registration;
    const others = sessionsOf(from).some(({ state }) => state === 'established') ? 'hold' : undefined;
    const calling = from.page.send('call', {
      to: address as never,
      media: MEDIA,
      ...(others && { others }),
    });
    await this.world.calm();
    await this.answers(to);
    return (await calling).sessionId;
  }

  /** Accepts the invitation that rings on a device. */
  async answers(device: Device): Promise<void> {
    const { invitationId } = ringingAt(device);
    const accepted = device.page.send('accept', { invitationId, media: MEDIA });
    await this.world.calm();
    await accepted;
  }

  /** Declines the invitation that rings on a device. */
  async declines(device: Device, how: Partial<CommandData<'decline'>> = {}): Promise<void> {
    const { invitationId } = ringingAt(device);
    const declined = device.page.send('decline', { invitationId, reason: 'declined', ...how });
    await this.world.calm();
    await declined;
  }

  /** Alice refers Bob, within their call, to Carol or wherever. */
  async refers(sessionId: SessionId, how: Partial<CommandData<'transfer'>> = {}): Promise<ReferId> {
    const target = { kind: 'person', address: addressOf('Carol') } as const;
    const asked = this.alice.page.send('transfer', { sessionId, target, ...how });
    asked.catch(() => {});
    await this.world.calm();
    return (await asked).referId;
  }

  /** Bob answers Alice's wish. */
  async bobSays(accepted: boolean): Promise<void> {
    const referral = sessionsOf(this.bob).find((session) => session.referral)?.referral;
    if (referral === undefined) throw new Error('Bob is not asked');
    const answered = this.bob.page.send('answer-referral', { referId: referral.id, accepted });
    await this.world.calm();
    await answered;
  }

  /** Hangs up a call of a device. */
  async hangsUp({ page }: Device, sessionId: SessionId): Promise<void> {
    const hung = page.send('hang-up', { sessionId });
    await this.world.calm();
    await hung;
  }

  /** Alice wants Bob back. */
  async cancels(referId: ReferId): Promise<void> {
    const asked = this.alice.page.send('cancel-transfer', { referId });
    await this.world.calm();
    await asked;
  }

  /** Alice wants to hear no more. */
  async terminates(referId: ReferId): Promise<void> {
    const asked = this.alice.page.send('terminate-subscription', { referId });
    await this.world.calm();
    await asked;
  }

  /** Time passes, and what comes of it arrives. */
  async after(ms: number): Promise<void> {
    await this.world.pass(ms);
    await this.world.calm();
  }

  /** The call that the referral made. */
  callToCarol(): SessionFacts | undefined {
    return sessionsOf(this.bob).find(({ peer }) => peer.address === addressOf('Carol'));
  }

  /** The final notices to Alice's device about her referrals. */
  get finals(): ReferProgress[] {
    return this.alice.link.heard.flatMap((notice) =>
      notice.name === 'refer-notified' && FINAL.has(notice.data.progress.state) ? [notice.data.progress] : [],
    );
  }
}

/** @throws Error when nothing rings there */
function ringingAt(device: Device): SessionFacts {
  const ringing = sessionsOf(device).find(({ state }) => state === 'incoming');
  if (ringing === undefined) throw new Error(`nothing rings at ${device.name}`);
  return ringing;
}

/** The names of the people in the running calls of a device that are not held, and `conference` for a conference. */
export function companyOf(device: Device): string[] {
  const calls = sessionsOf(device).filter(
    ({ state, sessionType, hold }) =>
      state === 'established' && sessionType === 'audio-video' && !hold.byUs && !hold.byThem,
  );
  const { stay } = device.client.state;
  const names = calls.map(({ peer }) => String(peer.displayName));
  return stay?.state === 'connected' ? [...names, 'conference'] : names;
}
