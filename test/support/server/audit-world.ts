import type { ConferenceInfo } from '../../../protocol/conferences/conference.ts';
import type { ConferenceId, ConversationId } from '../../../protocol/ids.ts';
import { parseRequest } from '../../../protocol/signaling/envelope.ts';
import type { JoinedReply, RequestData, RequestReply } from '../../../protocol/signaling/requests.ts';
import type { Address } from '../../../protocol/text/addresses.ts';
import type { EndpointRequest } from '../../../server/handlers/handler-types.ts';
import { toConference } from './calls/escalating.ts';
import { aRefer, person } from './calls/referring.ts';
import { aJoin } from './conference/entering.ts';
import { opusParameters } from './fake-media.ts';
import { type Device, FocusWorld } from './focus-world.ts';
import { aMessage, anId, anInvitation } from './requests.ts';

/** The people on the server of the audit, and their relation to the objects there. */
export const PEOPLE = {
  alice: 'the referrer of a call',
  alicesTablet: 'another device of the referrer',
  bob: 'the referee of a call, whom another person is calling',
  carol: 'a caller whose call is ringing',
  henry: 'a party of a call',
  iris: 'the other party of that call',
  dora: 'the organizer of a conference that continued a call of two',
  emil: 'the other person of that call',
  gus: 'a presenter who is a guest of that conference',
  ada: 'an attendee who is a guest of that conference',
  walt: 'a person in the waiting room of that conference',
  remo: 'a person who was removed from that conference',
  frank: 'the organizer of another conference',
  grace: 'a presenter of another conference',
  nora: 'a person without any relation to the others',
} as const;
export type Name = keyof typeof PEOPLE;

/** Kind of the object of an ID. */
export type IdKind =
  | 'invitation'
  | 'session'
  | 'refer'
  | 'conversation'
  | 'message'
  | 'chat message'
  | 'conference'
  | 'ended conference'
  | 'participant'
  | 'producer'
  | 'consumer'
  | 'transport';

/** One ID of the world, and the people who are involved in its object. */
export interface OwnedId {
  kind: IdKind;
  id: string;
  of: readonly Name[];
}

const addressOf = (name: Name): Address =>
  `${name === 'alicesTablet' ? 'alice' : name}@example.org` as Address;

/** A server with calls, referrals, conversations and conferences in every state, of people who do not know each other. */
export class AuditWorld extends FocusWorld {
  readonly devices: Record<Name, Device>;
  readonly ids: OwnedId[] = [];
  readonly conferences: ConferenceId[] = [];

  private constructor() {
    super();
    const arrive = (name: Name) =>
      name === 'alicesTablet' ? this.arrive('Alice', { deviceName: 'tablet' }) : this.arrive(title(name));
    const names = Object.keys(PEOPLE) as Name[];
    this.devices = Object.fromEntries(names.map((name) => [name, arrive(name)])) as Record<Name, Device>;
  }

  static async open(): Promise<AuditWorld> {
    const world = new AuditWorld();
    await world.#callWithReferral();
    await world.#call('henry', 'iris');
    await world.#ringing();
    await world.#continuedCall();
    await world.#otherConference();
    await world.#endedConference();
    world.#forgetNotices();
    return world;
  }

  /** The address of a person and all of their devices. */
  addressOf(name: Name): Address {
    return addressOf(name);
  }

  /** Sends a request as the device would. @throws ParleyError the refusal */
  async ask<Request extends EndpointRequest>(
    name: Name,
    request: Request,
    data: unknown,
  ): Promise<RequestReply<Request>> {
    const parsed = parseRequest({ name: request, data });
    const handler = this.focus.handlers[request] as (from: Device['endpoint'], data: unknown) => unknown;
    return (await handler(this.devices[name].endpoint, parsed.data)) as RequestReply<Request>;
  }

  /** Names of the devices that got notices since the last call, except one. */
  notifiedExcept(name: Name): Name[] {
    const told = (Object.keys(PEOPLE) as Name[]).filter((other) => this.devices[other].sent.length > 0);
    this.#forgetNotices();
    return told.filter((other) => other !== name);
  }

  /** An ID of this kind whose object involves the person. */
  ownOf(name: Name, kind: IdKind): string | undefined {
    return this.ids.find((owned) => owned.kind === kind && owned.of.includes(name))?.id;
  }

  /** The whole state of this server except its invitations. */
  state(): unknown {
    const { sessions, refers, conferences, registration } = this.focus;
    const names = Object.keys(PEOPLE) as Name[];
    return {
      sessions: sessions.size,
      refers: refers.size,
      conferences: conferences.size,
      calls: this.ids
        .filter(({ kind }) => kind === 'session')
        .map(({ id }) => names.filter((name) => sessions.includes(id as never, this.devices[name].endpoint))),
      conferenceStates: this.conferences.map((id) => conferenceState(this, id)),
      parts: this.ids.map(({ id }) =>
        (['guest', 'owner', 'pair'] as const).map((part) =>
          this.store.conversations.membersOf(id as ConversationId, part),
        ),
      ),
      messages: names.map((name) => [...this.store.messages.changedAfter(addressOf(name), 0, 100)]),
      blocks: names.map((name) => this.store.blocks.of(addressOf(name))),
      people: registration.welcome(this.devices.nora.endpoint).people,
    };
  }

  #own(kind: IdKind, id: string, ...of: Name[]): void {
    this.ids.push({ kind, id, of });
  }

  #forgetNotices(): void {
    for (const { sent } of Object.values(this.devices)) sent.length = 0;
  }

  async #call(from: Name, to: Name, conversationId = anId() as ConversationId) {
    const sent = { ...anInvitation(addressOf(to)), conversationId };
    await this.ask(from, 'invitation.send', sent);
    await this.ask(to, 'invitation.accept', { invitationId: sent.invitationId });
    this.#own('invitation', sent.invitationId, from, to);
    this.#own('session', sent.sessionId, from, to);
    if (!this.ids.some(({ id }) => id === conversationId))
      this.#own('conversation', conversationId, from, to);
    return sent;
  }

  async #callWithReferral(): Promise<void> {
    const written = aMessage(addressOf('alice'), 'a secret');
    await this.ask('bob', 'message.send', written);
    this.#own('conversation', written.conversationId, 'alice', 'alicesTablet', 'bob');
    this.#own('message', written.messageId, 'alice', 'alicesTablet', 'bob');
    const { sessionId } = await this.#call('alice', 'bob', written.conversationId);
    const refer = aRefer(sessionId, person(addressOf('nora')));
    await this.ask('alice', 'refer.send', refer);
    this.#own('refer', refer.referId, 'alice', 'bob');
  }

  async #ringing(): Promise<void> {
    const sent = anInvitation(addressOf('bob'));
    await this.ask('carol', 'invitation.send', sent);
    this.#own('invitation', sent.invitationId, 'carol', 'bob');
    this.#own('session', sent.sessionId, 'carol', 'bob');
    this.#own('conversation', sent.conversationId, 'carol', 'bob');
  }

  async #continuedCall(): Promise<void> {
    const { sessionId } = await this.#call('dora', 'emil');
    const { conference } = await this.ask('dora', 'session.escalate', { sessionId });
    const everyone: Name[] = ['dora', 'emil', 'gus', 'ada', 'walt'];
    const joined = await this.#join(conference, 'dora', everyone);
    await this.#join(conference, 'emil', everyone);
    for (const name of ['dora', 'emil'] as const) {
      await this.ask(name, 'session.carried', { sessionId, conferenceId: conference.id });
    }
    await this.ask('dora', 'invitation.send', toConference(conference, addressOf('gus')));
    await this.#join(conference, 'gus', everyone);
    const attendee = await this.#join(conference, 'ada', everyone);
    const { participantId } = await this.#join(conference, 'remo', []);
    await this.ask('dora', 'conference.remove', { conferenceId: conference.id, participantId });
    const role = { conferenceId: conference.id, participantId: attendee.participantId, role: 'attendee' };
    await this.ask('dora', 'conference.set-role', role);
    await this.ask('dora', 'conference.change', { conferenceId: conference.id, waitingRoom: true });
    await this.ask('walt', 'conference.join', aJoin(conference.id));
    this.#own('conference', conference.id, ...everyone);
    this.conferences.push(conference.id);
    await this.#fill(conference, { name: 'dora', joined, everyone });
  }

  async #otherConference(): Promise<void> {
    const conversationId = anId() as ConversationId;
    const conference = await this.ask('frank', 'conference.create', { conversationId, title: 'Secret' });
    const everyone: Name[] = ['frank', 'grace'];
    await this.#join(conference, 'grace', everyone);
    const joined = await this.#join(conference, 'frank', everyone);
    this.#own('conference', conference.id, ...everyone);
    this.#own('conversation', conversationId, 'frank');
    this.conferences.push(conference.id);
    await this.#fill(conference, { name: 'grace', joined, everyone });
  }

  async #endedConference(): Promise<void> {
    const data = { conversationId: anId() as ConversationId, title: 'Over' };
    const conference = await this.ask('frank', 'conference.create', data);
    await this.#join(conference, 'frank', []);
    await this.ask('frank', 'conference.terminate', { conferenceId: conference.id });
    this.#own('ended conference', conference.id, 'frank');
  }

  async #join({ id }: ConferenceInfo, name: Name, everyone: Name[]): Promise<JoinedReply> {
    const reply = await this.ask(name, 'conference.join', aJoin(id));
    if (reply.admission !== 'joined') throw new Error('has to wait');
    if (everyone.length > 0) this.#own('participant', reply.participantId, ...everyone);
    this.#own('transport', reply.sendTransport.id, name);
    return reply;
  }

  /** Adds a microphone that one participant sends and the others receive, and a chat message. */
  async #fill(
    { id: conferenceId }: ConferenceInfo,
    { name, joined, everyone }: { name: Name; joined: JoinedReply; everyone: Name[] },
  ): Promise<void> {
    const sender = name === 'grace' ? 'frank' : name;
    const sent: RequestData<'media.produce'> = {
      conferenceId,
      transportId: joined.sendTransport.id,
      source: 'microphone',
      kind: 'audio',
      rtpParameters: opusParameters,
      paused: false,
    };
    const { producerId } = await this.ask(sender, 'media.produce', sent);
    this.#own('producer', producerId, sender);
    await new Promise((resolve) => setImmediate(resolve));
    for (const receiver of everyone) {
      for (const { data, name: notice } of this.devices[receiver].sent) {
        if (notice !== 'consumer-added') continue;
        this.#own('consumer', (data as { consumer: { id: string } }).consumer.id, receiver);
      }
    }
    const messageId = anId();
    await this.ask(sender, 'conference.chat', { conferenceId, messageId, text: 'hello' });
    this.#own('chat message', messageId, ...everyone);
  }
}

function title(name: string): string {
  return `${name[0]?.toUpperCase()}${name.slice(1)}`;
}

function conferenceState({ focus }: AuditWorld, id: ConferenceId): unknown {
  const { info, roster, chat } = focus.conferences.find(id);
  return {
    info,
    members: roster.all.map((member) => ({
      state: member.state,
      participant: member.participant,
      sent: member.sent.producers,
    })),
    chat: chat.read(),
  };
}
