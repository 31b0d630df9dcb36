import type { SessionId } from '../../../../protocol/ids.ts';
import type { RequestData, RequestReply } from '../../../../protocol/signaling/requests.ts';
import type { ServerDeps } from '../../../../server/server-deps.ts';
import { FakeClock } from '../../fake-clock.ts';
import { anInvitation } from '../requests.ts';
import type { TestClient } from '../test-client.ts';
import { type TestConfig, TestServer } from '../test-server.ts';
import { aRefer, person, talk } from './referring.ts';

export const ALICE = 'alice@example.org';
export const BOB = 'bob@example.org';
export const CAROL = 'carol@example.org';

type Progress = RequestData<'refer.notify'>['progress'];

/** A referral that the referee's device has received, and the requests of that device. */
export interface Asked {
  sent: RequestData<'refer.send'>;
  reply: RequestReply<'refer.send'>;
  answer(accepted: boolean): Promise<unknown>;
  notify(progress: Progress): Promise<unknown>;
}

/** A real server on which Alice has called Bob, and Carol is signed in. */
export class ReferStage {
  readonly clock: FakeClock;
  readonly server: TestServer;
  readonly alice: TestClient;
  readonly bob: TestClient;
  readonly carol: TestClient;
  /** The call of Alice and Bob. */
  readonly sessionId: SessionId;

  private constructor(
    clock: FakeClock,
    server: TestServer,
    call: Pick<ReferStage, 'alice' | 'bob' | 'carol' | 'sessionId'>,
  ) {
    this.clock = clock;
    this.server = server;
    this.alice = call.alice;
    this.bob = call.bob;
    this.carol = call.carol;
    this.sessionId = call.sessionId;
  }

  /** @param deps replaces what the composition root would create, except the clock */
  static async open(config: TestConfig = {}, deps: Partial<ServerDeps> = {}): Promise<ReferStage> {
    const clock = new FakeClock();
    const server = await TestServer.start(config, { ...deps, clock });
    const alice = await server.signIn('Alice');
    const bob = await server.signIn('Bob');
    const carol = await server.signIn('Carol');
    const sessionId = await talk(alice, bob, BOB);
    return new ReferStage(clock, server, { alice, bob, carol, sessionId });
  }

  /** Alice refers Bob to Carol. Resolves when Bob's device has the referral. @throws ParleyError the refusal */
  async refer(change: Partial<RequestData<'refer.send'>> = {}): Promise<Asked> {
    const { alice, bob, sessionId } = this;
    const sent = { ...aRefer(sessionId, person(CAROL)), ...change };
    const { referId } = sent;
    const reply = await alice.request('refer.send', sent);
    await bob.notice('refer-received', ({ refer }) => refer.id === referId);
    return {
      sent,
      reply,
      answer: (accepted) => bob.request('refer.answer', { referId, accepted }),
      notify: (progress) => bob.request('refer.notify', { referId, progress }),
    };
  }

  /** The same, and Bob accepts. */
  async agree(change: Partial<RequestData<'refer.send'>> = {}): Promise<Asked> {
    const asked = await this.refer(change);
    await asked.answer(true);
    return asked;
  }

  /** Bob's call to Carol because of a referral. */
  callFor({ sent }: Asked): RequestData<'invitation.send'> {
    return { ...anInvitation(CAROL), referId: sent.referId };
  }

  /** Bob reaches Carol and leaves Alice. */
  async transfer(): Promise<SessionId> {
    const { bob, carol, sessionId } = this;
    const asked = await this.agree();
    const call = this.callFor(asked);
    await bob.request('invitation.send', call);
    await carol.request('invitation.accept', call);
    await asked.notify({ state: 'established' });
    await bob.request('session.hang-up', { sessionId, reason: 'transferred' });
    return call.sessionId;
  }

  close(): Promise<void> {
    return this.server.close();
  }
}
