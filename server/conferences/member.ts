import type { Participant } from '../../protocol/conferences/conference.ts';
import type { Role } from '../../protocol/conferences/roles.ts';
import { ParleyError } from '../../protocol/errors.ts';
import type { ParticipantId, ProducerId } from '../../protocol/ids.ts';
import type { NoticeData, NoticeName } from '../../protocol/signaling/notices.ts';
import type { MediaStatus } from '../../protocol/signaling/shapes.ts';
import { Machine } from '../../protocol/states/machine.ts';
import type { MediaParticipant } from '../media/media-port.ts';
import type { Endpoint } from '../presence/endpoint.ts';
import { MEMBER_MOVES, type MemberEvent, type MemberState } from './member-moves.ts';
import type { Roles } from './roles.ts';
import { SentSources } from './sent-sources.ts';

/** Shortest time between two requests to unmute, in milliseconds. */
const ASK_PAUSE_MS = 10_000;

export interface MemberOptions {
  id: ParticipantId;
  endpoint: Endpoint;
  roles: Roles;
  /** Whether the member starts in the waiting room. */
  waits: boolean;
  joined: Participant['joined'];
  /** The media status from the client. Only its screen name is used. */
  media: MediaStatus;
  nowMs: number;
}

/** One endpoint's place in a conference, with its media (RFC 4575 user). */
export class Member {
  readonly id: ParticipantId;
  readonly endpoint: Endpoint;
  readonly sent = new SentSources();
  readonly #roles: Roles;
  readonly #waited: boolean;
  readonly #machine: Machine<MemberState, MemberEvent>;
  #joined: Participant['joined'];
  /** From the client, since the server cannot know it. */
  #screenName: string | undefined;
  #sfu: MediaParticipant | undefined;
  /** When it joined or entered the waiting room. Milliseconds since the epoch. */
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
    const state = options.waits ? 'waiting' : 'joining';
    this.#machine = new Machine<MemberState, MemberEvent>({ moves: MEMBER_MOVES, state });
    this.#joined = options.joined;
    this.#screenName = options.media.screenName;
    this.#sinceMs = options.nowMs;
  }

  /** Notifies its device. The notice names this stay. */
  notify<Name extends NoticeName>(name: Name, data: NoticeData<Name>): void {
    this.endpoint.notify(name, data, this.id);
  }

  get state(): MemberState {
    return this.#machine.state;
  }

  /** Whether it is in the conference, connected or absent. */
  get inside(): boolean {
    return this.#machine.state === 'joined' || this.#machine.state === 'absent';
  }

  /** Whether the rosters show it. */
  get listed(): boolean {
    return this.#machine.state === 'joining' ? this.#waited : this.#machine.state !== 'gone';
  }

  get role(): Role {
    return this.inside ? this.#roles.of(this.endpoint.address) : 'waiting';
  }

  /** Its media status as the server observes it (SPEC CONF-3). */
  get media(): MediaStatus {
    const { observed } = this.sent;
    const screenName = observed.screen === 'on' ? this.#screenName : undefined;
    return { ...observed, screenName };
  }

  /** When its connection broke, by the monotonic clock. */
  get lostAtMs(): number {
    return this.#lostAtMs;
  }

  /**
   * Its transports at the SFU.
   * @throws ParleyError CONFERENCE_NOT_JOINED before they exist; the error of {@link leave} after
   */
  get sfu(): MediaParticipant {
    if (this.#sfu === undefined || this.#machine.state === 'gone') throw this.#refusal;
    return this.#sfu;
  }

  /** The member as the rosters show it. */
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
      handRaisedAtMs: this.#handRaisedAtMs,
    };
  }

  /** It may leave the waiting room. */
  admit(): void {
    this.#machine.move('admit');
  }

  /** It joins after it was admitted. @param media the media status from the client */
  startJoining(media: MediaStatus): void {
    this.#machine.move('join');
    this.#screenName = media.screenName;
  }

  /**
   * Its transports were created.
   * @throws ParleyError the error of {@link leave} if it left in the meantime; then closes the transports
   */
  attachSfu(sfu: MediaParticipant): void {
    this.#sfu = sfu;
    if (this.#machine.state !== 'gone') return;
    sfu.close();
    throw this.#refusal;
  }

  /** It has joined. @throws ParleyError the error of {@link leave} if it left in the meantime */
  joined(nowMs: number): void {
    if (this.#machine.state === 'gone') throw this.#refusal;
    this.#machine.move('joined');
    this.#sinceMs = nowMs;
  }

  /** Continues the stay of an absent member, so that the rosters show no change but the status. */
  continueFrom(absent: Member): void {
    this.#joined = absent.#joined;
    this.#sinceMs = absent.#sinceMs;
    this.#handRaisedAtMs = absent.#handRaisedAtMs;
  }

  /** Whether this is the producer of its microphone, and not paused. */
  speaksBy(producerId: ProducerId): boolean {
    const sent = this.sent.at('microphone');
    return sent?.producerId === producerId && !sent.paused;
  }

  get handRaised(): boolean {
    return this.#handRaisedAtMs !== undefined;
  }

  nameScreen(screenName: string | undefined): void {
    this.#screenName = screenName;
  }

  /** @returns whether to ask it to unmute; false shortly after it was asked */
  askToUnmute(monotonicMs: number): boolean {
    if (monotonicMs - this.#askedToUnmuteAtMs < ASK_PAUSE_MS) return false;
    this.#askedToUnmuteAtMs = monotonicMs;
    return true;
  }

  /** @param raisedAtMs undefined to lower the hand */
  setHand(raisedAtMs: number | undefined): void {
    this.#handRaisedAtMs = raisedAtMs;
  }

  /** Its connection broke. */
  lost(monotonicMs: number): void {
    this.#machine.move('lost');
    this.#lostAtMs = monotonicMs;
  }

  /**
   * It is gone: closes its media.
   * @param refusal the error for a join that is still in progress
   */
  leave(refusal = notJoined()): void {
    this.#machine.move('leave');
    this.#refusal = refusal;
    this.sent.clear();
    this.#sfu?.close();
  }

  get #status(): Participant['status'] {
    if (this.#machine.state === 'absent') return 'disconnected';
    return this.inside ? 'connected' : 'pending';
  }
}

/** The error for a request to a conference that its endpoint is not in. */
export function notJoined(): ParleyError {
  return new ParleyError('CONFERENCE_NOT_JOINED', 'not in this conference');
}
