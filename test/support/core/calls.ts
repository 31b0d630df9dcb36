import type { SessionId } from '../../../protocol/ids.ts';
import type { Invitation } from '../../../protocol/signaling/shapes.ts';
import { settled } from '../fake-clock.ts';
import { type SessionFacts, sessionsIn } from '../session-facts.ts';
import type { ClientWorld } from './client-world.ts';
import type { FakePage } from './fakes/fake-page.ts';
import { BOB } from './fakes/fake-signaling.ts';

export const BOTH = { microphone: true, camera: true };
export const NOTHING = { microphone: false, camera: false };

/** Alice, with her page, and what Bob does over there. */
export class Calls {
  readonly world: ClientWorld;
  readonly page: FakePage;
  #invitations = 0;

  constructor(world: ClientWorld, page: FakePage) {
    this.world = world;
    this.page = page;
  }

  get sessions(): SessionFacts[] {
    return sessionsIn(this.world.client.state);
  }

  /** @throws when there is none */
  view(id: SessionId): SessionFacts {
    const view = this.sessions.find((session) => session.id === id);
    if (view === undefined) throw new Error(`no session ${id}`);
    return view;
  }

  /** Alice calls Bob, who has not answered. */
  async dialed(options: { others?: 'hold' | 'end' } = {}): Promise<SessionId> {
    const { sessionId } = await this.page.send('call', { to: BOB.address, media: BOTH, ...options });
    await settled();
    return sessionId;
  }

  /** Alice calls Bob, and they talk. */
  async outgoing(options: { others?: 'hold' | 'end' } = {}): Promise<SessionId> {
    const sessionId = await this.dialed(options);
    this.world.notice({ name: 'session-answered', data: { sessionId, answer: 'v=0 their answer' } });
    await settled();
    await this.connected(sessionId);
    return sessionId;
  }

  /** Bob's invitation arrives, of any kind. */
  async invited(change: Partial<Record<keyof Invitation, unknown>> = {}): Promise<Invitation> {
    this.#invitations += 1;
    const invitation = {
      id: `bobs-invitation-${this.#invitations}`,
      sessionId: `bobs-session-${this.#invitations}`,
      conversationId: 'conversation-1',
      sessionType: 'audio-video',
      from: BOB,
      media: BOTH,
      expiresAtMs: this.world.clock.now() + 45_000,
      ...change,
    } as Invitation;
    const offer = invitation.conferenceId === undefined ? { offer: 'v=0 their offer' } : {};
    this.world.notice({ name: 'invitation-received', data: { invitation, ...offer } });
    await settled();
    return invitation;
  }

  /** Bob calls Alice, and they talk. */
  async incoming(change: Partial<Record<keyof Invitation, unknown>> = {}): Promise<SessionId> {
    const { id, sessionId } = await this.invited(change);
    await this.page.send('accept', { invitationId: id, media: BOTH });
    await this.connected(sessionId);
    return sessionId;
  }

  async connected(sessionId: SessionId): Promise<void> {
    await this.page.send('carriage-state', { carriageId: sessionId, state: 'connected' });
    await settled();
  }

  /** Alice shares her screen in a running call. */
  async shared(callId: SessionId): Promise<SessionId> {
    const { conversationId, peer } = this.view(callId);
    const { sessionId } = await this.page.send('share-screen', { to: peer.address, conversationId });
    if (sessionId === undefined) throw new Error('nothing was chosen');
    await settled();
    return sessionId;
  }

  /** The data of every order of a name. */
  orders(name: string): unknown[] {
    return this.page.orders.filter((order) => order.name === name).map(({ data }) => data);
  }

  /** The data of every request of a name. */
  requests(name: string): unknown[] {
    return this.world.signaling.requests.filter((one) => one.name === name).map(({ data }) => data);
  }
}
