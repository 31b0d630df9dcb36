import type { ConferenceInfo } from '../../protocol/conferences/conference.ts';
import type { Ending } from '../../protocol/endings.ts';
import { ParleyError } from '../../protocol/errors.ts';
import type { ConferenceId, ConversationId } from '../../protocol/ids.ts';
import type { RequestData, RequestReply } from '../../protocol/signaling/requests.ts';
import type { Address } from '../../protocol/text/addresses.ts';
import { conferenceLink } from '../../protocol/text/links.ts';
import type { ClaimedIds } from '../claimed-ids.ts';
import type { CancelTimer, Clock } from '../clock.ts';
import type { StartLimits } from '../gateway/limits/start-limits.ts';
import type { Logger } from '../log.ts';
import type { MediaPort } from '../media/media-port.ts';
import type { Conversations } from '../messages/conversations.ts';
import type { DepartureReason, Endpoint } from '../presence/endpoint.ts';
import { Conference, type StayPresence } from './conference.ts';

/** How many ended conferences are remembered, so that their links get "ended" and not "unknown". */
const MAX_REMEMBERED = 10_000;
/** How many conferences a person may be in at once, on all devices together. A device that changes over needs two. */
const MAX_OF_ONE = 5;

export interface ConferencesOptions {
  media: MediaPort;
  presence: StayPresence;
  limits: StartLimits;
  conversations: Conversations;
  ids: ClaimedIds;
  clock: Clock;
  log: Logger;
  newId: () => string;
  /** The server's address in conference links. */
  serverUrl: () => string;
  maxParticipants: number;
  emptyConferenceMs: number;
  organizerGoneMs: number;
  resumeMs: number;
  /** Whether a participant has invited this person (CONV-3). */
  invited: (id: ConferenceId, address: Address) => boolean;
  /** Whether the server knew this person at that time. Milliseconds since the epoch. */
  knownAt: (address: Address, atMs: number) => boolean;
  /** Called when this device has joined, was refused, or has left; not when it has to wait. */
  joinEnded: (id: ConferenceId, endpoint: Endpoint) => void;
  /** Called after an endpoint has left a conference, which continues. */
  departed: (id: ConferenceId, endpoint: Endpoint) => void;
  /** Called when a conference has ended, before its members are notified. @param by the person who ended it, if any */
  ended: (id: ConferenceId, ending: Ending, by?: Address) => void;
}

/** The conferences of this server (RFC 4353 focus factory). */
export class Conferences {
  readonly #options: ConferencesOptions;
  readonly #conferences = new Map<ConferenceId, Conference>();
  readonly #emptyTimers = new Map<ConferenceId, CancelTimer>();
  readonly #ended = new Set<ConferenceId>();

  constructor(options: ConferencesOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#conferences.size;
  }

  get participantCount(): number {
    let count = 0;
    for (const { roster } of this.#conferences.values()) count += roster.inside.length;
    return count;
  }

  /**
   * @param expected people who join without a passcode and without waiting (ESC-1)
   * @throws ParleyError CONVERSATION_FORBIDDEN (CONV-4), RATE_LIMITED (RES-6), WORKER_CRASHED if no worker is running
   */
  async create(
    creator: Endpoint,
    data: RequestData<'conference.create'>,
    expected: readonly Address[] = [],
  ): Promise<ConferenceInfo> {
    const { limits, media, conversations, clock, knownAt, newId, serverUrl } = this.#options;
    const use = { id: data.conversationId, from: creator.address };
    conversations.check(use);
    const id = newId() as ConferenceId;
    const sfu = await limits.during(creator.address, 'conferences', () => {
      conversations.use(use);
      return media.openConference({
        lost: () => this.#end(id, { reason: 'server-error', by: 'server' }),
        heard: (heard) => this.#conferences.get(id)?.speakers.heard(heard),
      });
    });
    const { waitingRoom = false, ...rest } = data;
    const link = conferenceLink(id, serverUrl());
    const info: ConferenceInfo = { id, ...rest, link, waitingRoom, locked: false, removed: [] };
    const createdAtMs = clock.nowMs();
    const isKnown = (address: Address) => knownAt(address, createdAtMs);
    const conference = new Conference({ ...this.#options, info, creator: creator.address, sfu, isKnown });
    for (const address of expected) conference.admission.letIn(address);
    this.#conferences.set(id, conference);
    this.#options.ids.claim(id);
    this.#watchEmpty(conference);
    conference.log.info({ endpointId: creator.id }, 'conference created');
    return info;
  }

  /**
   * @throws ParleyError CONFERENCE_UNKNOWN, CONFERENCE_ENDED, LIMIT_REACHED (RES-6), and the same as {@link
   *   Conference.join}
   */
  async join(
    endpoint: Endpoint,
    data: RequestData<'conference.join'>,
  ): Promise<RequestReply<'conference.join'>> {
    let waits = false;
    try {
      const reply = await this.#join(endpoint, data);
      waits = reply.admission === 'waiting';
      return reply;
    } finally {
      if (!waits) this.#options.joinEnded(data.conferenceId, endpoint);
    }
  }

  async #join(
    endpoint: Endpoint,
    data: RequestData<'conference.join'>,
  ): Promise<RequestReply<'conference.join'>> {
    const conference = this.find(data.conferenceId);
    this.#checkCount(endpoint.address, conference);
    this.#stopWatching(data.conferenceId);
    try {
      const reply = await conference.join(endpoint, data);
      const { admission } = reply;
      conference.log.info({ endpointId: endpoint.id, admission }, 'participant joined');
      return reply;
    } finally {
      this.#watchEmpty(conference);
    }
  }

  /** @throws ParleyError CONFERENCE_UNKNOWN, CONFERENCE_ENDED, CONFERENCE_NOT_JOINED */
  leave(
    endpoint: Endpoint,
    { conferenceId }: RequestData<'conference.leave'>,
  ): RequestReply<'conference.leave'> {
    const conference = this.find(conferenceId);
    const stillIn = conference.leave(endpoint);
    this.#options.joinEnded(conferenceId, endpoint);
    this.#watchEmpty(conference);
    conference.log.info({ endpointId: endpoint.id }, 'participant left');
    return { stillIn: [...stillIn] };
  }

  /**
   * Ends a conference for everyone (CONF-4).
   * @throws ParleyError CONFERENCE_UNKNOWN, CONFERENCE_ENDED, CONFERENCE_NOT_JOINED, CONFERENCE_FORBIDDEN
   */
  terminate(endpoint: Endpoint, { conferenceId, text }: RequestData<'conference.terminate'>): void {
    this.find(conferenceId).memberWith(endpoint, 'conference.terminate');
    const ending: Ending = { reason: 'ended', by: 'them', text };
    this.#end(conferenceId, ending, endpoint.address);
  }

  /** Ends a conference after a roll-back: its call continues instead (ESC-3). Idempotent. */
  giveUp(id: ConferenceId): void {
    this.#end(id, { reason: 'ended', by: 'system' });
  }

  /** Whether this endpoint is in any conference or waiting room. */
  isInAnyConference(endpoint: Endpoint): boolean {
    return [...this.#conferences.values()].some(({ roster }) => roster.at(endpoint) !== undefined);
  }

  /** Whether this endpoint is in a conference. */
  includes(id: ConferenceId, endpoint: Endpoint): boolean {
    return this.#conferences.get(id)?.roster.at(endpoint)?.inside ?? false;
  }

  /** @throws ParleyError CONFERENCE_UNKNOWN, CONFERENCE_ENDED */
  find(id: ConferenceId): Conference {
    const conference = this.#conferences.get(id);
    if (conference !== undefined) return conference;
    if (this.#ended.has(id)) throw new ParleyError('CONFERENCE_ENDED', 'this conference is over');
    throw new ParleyError('CONFERENCE_UNKNOWN', 'no such conference');
  }

  /**
   * The conversation of a conference, for a participant who invites others.
   * @throws ParleyError CONFERENCE_UNKNOWN, CONFERENCE_ENDED, CONFERENCE_NOT_JOINED, CONFERENCE_FORBIDDEN
   */
  conversationOf(endpoint: Endpoint, id: ConferenceId): ConversationId {
    const conference = this.find(id);
    conference.memberWith(endpoint, 'invite');
    return conference.info.conversationId;
  }

  /** The connection of an endpoint broke: {@link endpointGone} follows. */
  endpointLost(endpoint: Endpoint): void {
    for (const conference of this.#conferences.values()) {
      conference.endpointLost(endpoint);
      this.#watchEmpty(conference);
    }
  }

  endpointGone(endpoint: Endpoint, reason: DepartureReason): void {
    for (const conference of this.#conferences.values()) {
      conference.endpointGone(endpoint, reason);
      this.#watchEmpty(conference);
    }
  }

  /** Ends all conferences, because the server closes. Idempotent. */
  close(): void {
    for (const id of [...this.#conferences.keys()]) this.#end(id, { reason: 'ended', by: 'server' });
  }

  #end(id: ConferenceId, ending: Ending, by?: Address): void {
    const conference = this.#conferences.get(id);
    if (conference === undefined) return;
    this.#stopWatching(id);
    this.#conferences.delete(id);
    this.#options.ids.release(id);
    this.#ended.add(id);
    const [oldest] = this.#ended;
    if (this.#ended.size > MAX_REMEMBERED && oldest !== undefined) this.#ended.delete(oldest);
    this.#options.ended(id, ending, by);
    conference.close(ending, by);
    conference.log.info({ reason: ending.reason }, 'conference ended');
  }

  /** Waiting rooms count too. */
  #checkCount(address: Address, next: Conference): void {
    let count = 0;
    for (const conference of this.#conferences.values()) {
      if (conference !== next && conference.roster.of(address).length > 0) count += 1;
    }
    if (count < MAX_OF_ONE) return;
    throw new ParleyError('LIMIT_REACHED', 'in too many conferences', { context: { what: 'conferences' } });
  }

  /** Ends a conference after it has been empty for `emptyConferenceMs` (CONF-10). */
  #watchEmpty({ info: { id }, empty }: Conference): void {
    if (!empty || this.#emptyTimers.has(id) || !this.#conferences.has(id)) return;
    const { clock, emptyConferenceMs } = this.#options;
    const cancel = clock.after(emptyConferenceMs, () => this.#end(id, { reason: 'ended', by: 'system' }));
    this.#emptyTimers.set(id, cancel);
  }

  #stopWatching(id: ConferenceId): void {
    this.#emptyTimers.get(id)?.();
    this.#emptyTimers.delete(id);
  }
}
