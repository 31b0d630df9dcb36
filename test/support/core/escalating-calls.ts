import type { Ending } from '../../../protocol/endings.ts';
import type { ErrorCode } from '../../../protocol/errors.ts';
import type { SessionId } from '../../../protocol/ids.ts';
import type { Source } from '../../../protocol/media.ts';
import type { OrderName } from '../../../protocol/rpc/orders.ts';
import type { Invitation, MediaStatus } from '../../../protocol/signaling/shapes.ts';
import { settled } from '../fake-clock.ts';
import type { SessionFacts } from '../session-facts.ts';
import type { ClientWorld } from './client-world.ts';
import { ConferenceCalls, conferenceId } from './conference-calls.ts';
import { conferenceInfo, OFF, OWN_ID, participant } from './fakes/conference-replies.ts';
import type { FakePage } from './fakes/fake-page.ts';

/** Bob's place in the conference. */
export const BOBS_ID = 'participant-2' as never;

/** Alice talks with Bob, on a server that makes a conference of their call. */
export class EscalatingCalls extends ConferenceCalls {
  callId = '' as SessionId;
  /** How often Bob has said in each session what he sends. */
  readonly #said = new Map<SessionId, number>();

  constructor(world: ClientWorld, page: FakePage) {
    super(world, page);
    world.signaling.when('session.escalate', async () => ({ conference: conferenceInfo(conferenceId) }));
  }

  get call(): SessionFacts {
    return this.view(this.callId);
  }

  /** Orders that open a device, or give one back. */
  get devices(): OrderName[] {
    const names = ['open-sources', 'set-source', 'open-screen', 'release-lease'];
    return this.page.heard.filter((name) => names.includes(name));
  }

  /** The causes of failed escalations that the user reads. */
  get causes(): unknown[] {
    return this.world.client.state.alerts.map(({ error }) => `${error.code}: ${error.context.cause}`);
  }

  /** They talk; nothing was asked of the page since. */
  async talking(how: 'outgoing' | 'incoming' = 'outgoing'): Promise<void> {
    this.callId = how === 'outgoing' ? await this.outgoing() : await this.incoming();
    await this.bobSends({ microphone: 'on', camera: 'on' });
    this.page.orders.length = 0;
    this.world.signaling.requests.length = 0;
  }

  /** Alice asks for the conference. @throws ParleyError why the escalation failed */
  async escalate(...to: string[]): Promise<void> {
    await this.page.send('escalate', { sessionId: this.callId, to: to as never });
    await settled();
  }

  /** Bob asked for it, and invites Alice to it. */
  async bobEscalates(change: Partial<Record<keyof Invitation, unknown>> = {}): Promise<Invitation> {
    const { conversationId } = this.call;
    return this.invited({
      sessionType: 'conference',
      conferenceId,
      conversationId,
      escalates: this.callId,
      ...change,
    });
  }

  /** Bob comes into the conference. */
  async bobComes(): Promise<void> {
    const bob = participant(BOBS_ID, 'Bob');
    this.world.notice({ name: 'participant-changed', data: { conferenceId, participant: bob } });
    await settled();
  }

  /** What Bob sends in the call, or in a screen that he shares in it. */
  async bobSends(media: Partial<MediaStatus>, sessionId = this.callId): Promise<void> {
    const number = (this.#said.get(sessionId) ?? 0) + 1;
    this.#said.set(sessionId, number);
    this.world.notice({ name: 'session-media', data: { sessionId, media: { ...OFF, ...media }, number } });
    await settled();
  }

  /** The page plays these sources of Bob's from the conference. */
  async plays(...sources: Source[]): Promise<void> {
    for (const source of sources) {
      await this.page.send('source-carried', { conferenceId, owner: BOBS_ID, source });
    }
    await settled();
  }

  /** The server ends a session. */
  async ends(ending: Ending, sessionId = this.callId): Promise<void> {
    this.world.notice({ name: 'session-ended', data: { sessionId, ending } });
    await settled();
  }

  /** The server gives the conference up. */
  async rolledBack(code: ErrorCode): Promise<void> {
    const data = { sessionId: this.callId, conferenceId, code, by: 'system' } as const;
    this.world.notice({ name: 'session-rolled-back', data });
    await settled();
  }

  /** From now on Bob is in before Alice is. */
  bobIsIn(): void {
    this.letIn({ participants: [participant(OWN_ID, 'Alice'), participant(BOBS_ID, 'Bob')] });
  }
}
