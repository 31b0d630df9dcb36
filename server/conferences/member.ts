import type { Participant } from '../../protocol/conferences/conference.ts';
import type { Role } from '../../protocol/conferences/roles.ts';
import { ParleyError } from '../../protocol/errors.ts';
import type { ParticipantId, ProducerId } from '../../protocol/ids.ts';
import type { NoticeData, NoticeName } from '../../protocol/signaling/notices.ts';
import type { MediaStatus } from '../../protocol/signaling/shapes.ts';
import { nextState } from '../../protocol/states/transition.ts';
import type { MediaSeat } from '../media/media-port.ts';
import type { Endpoint } from '../presence/endpoint.ts';
import { MEMBER_MOVES, type MemberEvent, type MemberState } from './member-moves.ts';
import type { Roles } from './roles.ts';
import { SentSources } from './sent-sources.ts';

/** For so long nobody is asked to unmute a second time, in milliseconds. */
const ASK_PAUSE_MS = 10_000;

export interface MemberOptions {
  id: ParticipantId;
  endpoint: Endpoint;
  roles: Roles;
  /** Whether they have to wait to be admitted. */
  waits: boolean;
  joined: Participant['joined'];
  /** As they say it themselves. */
  media: MediaStatus;
  nowMs: number;
}

/** One endpoint's stay in one conference, with the media it owns (RFC 4575 user). */
export class Member {
  readonly id: ParticipantId;
  readonly endpoint: Endpoint;
  readonly sent = new SentSources();
  readonly #roles: Roles;
  readonly #waited: boolean;
  #state: MemberState;
  #joined: Participant['joined'];
  /** By their own account: the server cannot see it. */
  #screenName: string | undefined;
  #seat: MediaSeat | undefined;
  /** Since when in, or waiting. Milliseconds since the epoch. */
  #sinceMs: number;
  #handRaisedAtMs: number | undefined;
  #lostAtMs = 0;
  #askedToUnmuteAtMs = Number.NEGATIVE_INFINITY;
  #refusal = notJoined();

  constructor(options: MemberOptions) {
    this.endpoint = options.endpoint;
    this.id = options.id;
    this.#roles = options.roles;
    this.#waited = options.waits;
    this.#state = options.waits ? 'waiting' : 'joining';
    this.#joined = options.joined;
    this.#screenName = options.media.screenName;
    this.#sinceMs = options.nowMs;
  }

  /** Tells their device something about this stay. */
  notify<Name extends NoticeName>(name: Name, data: NoticeData<Name>): void {
    this.endpoint.notify(name, data, this.id);
  }

  get state(): MemberState {
    return this.#state;
  }

  /** Whether they are in, be it without a connection for a moment. */
  get inside(): boolean {
    return this.#state === 'joined' || this.#state === 'absent';
  }

  /** Whether the rosters show them. */
  get listed(): boolean {
    return this.#state === 'joining' ? this.#waited : this.#state !== 'gone';
  }

  get role(): Role {
    return this.inside ? this.#roles.of(this.endpoint.address) : 'waiting';
  }

  /** What the server observes of their media, whatever they claim (SPEC CONF-3). */
  get media(): MediaStatus {
    const { observed } = this.sent;
    const screenName = observed.screen === 'on' ? this.#screenName : undefined;
    return { ...observed, ...(screenName !== undefined && { screenName }) };
  }

  /** When their connection broke. Milliseconds since the epoch. */
  get lostAtMs(): number {
    return this.#lostAtMs;
  }

  /** @throws ParleyError CONFERENCE_NOT_JOINED while there is none; what {@link leave} was given when there is none more */
  get seat(): MediaSeat {
    if (this.#seat === undefined || this.#state === 'gone') throw this.#refusal;
    return this.#seat;
  }

  /** As the roster shows them. */
  get participant(): Participant {
    return {
      id: this.id,
      ...this.endpoint.identity,
      endpointId: this.endpoint.id,
      role: this.role,
      status: this.#status,
      media: this.media,
      joined: this.#joined,
      joinedAtMs: this.#sinceMs,
      ...(this.#handRaisedAtMs !== undefined && { handRaisedAtMs: this.#handRaisedAtMs }),
    };
  }

  /** They need not wait any longer. */
  admit(): void {
    this.#move('admit');
  }

  /** Admitted, they come in. @param media as they say it themselves */
  comeIn(media: MediaStatus): void {
    this.#move('join');
    this.#screenName = media.screenName;
  }

  /**
   * Their media is made.
   * @throws ParleyError what {@link leave} was given, when they went away meanwhile; it is closed then
   */
  sit(seat: MediaSeat): void {
    this.#seat = seat;
    if (this.#state !== 'gone') return;
    seat.close();
    throw this.#refusal;
  }

  /** They are in. @throws ParleyError what {@link leave} was given, when they went away meanwhile */
  joined(nowMs: number): void {
    if (this.#state === 'gone') throw this.#refusal;
    this.#move('joined');
    this.#sinceMs = nowMs;
  }

  /** Back after a lost connection: to the others they are who they were. */
  takePlaceOf(absent: Member): void {
    this.#joined = absent.#joined;
    this.#sinceMs = absent.#sinceMs;
    this.#handRaisedAtMs = absent.#handRaisedAtMs;
  }

  /** Whether this is their microphone, and they let it be heard. */
  speaksBy(producerId: ProducerId): boolean {
    const sent = this.sent.at('microphone');
    return sent?.producerId === producerId && !sent.paused;
  }

  get handRaised(): boolean {
    return this.#handRaisedAtMs !== undefined;
  }

  /** What they share is called this. */
  nameScreen(screenName: string | undefined): void {
    this.#screenName = screenName;
  }

  /** @returns whether to ask them to unmute: not when they were asked a moment ago */
  askToUnmute(nowMs: number): boolean {
    if (nowMs - this.#askedToUnmuteAtMs < ASK_PAUSE_MS) return false;
    this.#askedToUnmuteAtMs = nowMs;
    return true;
  }

  /** @param raisedAtMs undefined when they have nothing to say any more */
  setHand(raisedAtMs: number | undefined): void {
    this.#handRaisedAtMs = raisedAtMs;
  }

  /** Their connection broke. */
  lost(nowMs: number): void {
    this.#move('lost');
    this.#lostAtMs = nowMs;
  }

  /**
   * Over: their media is closed.
   * @param refusal what a join gets that is still being answered
   */
  leave(refusal = notJoined()): void {
    this.#move('leave');
    this.#refusal = refusal;
    this.sent.clear();
    this.#seat?.close();
  }

  get #status(): Participant['status'] {
    if (this.#state === 'absent') return 'disconnected';
    return this.inside ? 'connected' : 'pending';
  }

  #move(event: MemberEvent): void {
    this.#state = nextState<MemberState, MemberEvent>(MEMBER_MOVES, this.#state, event);
  }
}

/** What a request gets from a conference in which its endpoint is not. */
export function notJoined(): ParleyError {
  return new ParleyError('CONFERENCE_NOT_JOINED', 'not in this conference');
}
