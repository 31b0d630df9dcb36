import type { Participant } from '../../protocol/conferences/conference.ts';
import type { Ending } from '../../protocol/endings.ts';
import { ParleyError } from '../../protocol/errors.ts';
import type { ParticipantId, ProducerId } from '../../protocol/ids.ts';
import type { Source } from '../../protocol/media.ts';
import type { MediaStatus } from '../../protocol/signaling/shapes.ts';
import { nextState } from '../../protocol/states/transition.ts';
import type { Endpoint } from '../endpoint.ts';
import type { MediaSeat } from '../media/media-port.ts';
import { MEMBER_MOVES, type MemberEvent, type MemberState } from './member-moves.ts';

export interface MemberOptions {
  id: ParticipantId;
  endpoint: Endpoint;
  /** Whether they made this conference: then they organize it. */
  creator: boolean;
  media: MediaStatus;
}

/** One endpoint's stay in one conference, with the media it owns (RFC 4575 user). */
export class Member {
  readonly id: ParticipantId;
  readonly endpoint: Endpoint;
  readonly #creator: boolean;
  readonly #producers = new Map<Source, ProducerId | undefined>();
  #state: MemberState = 'joining';
  #media: MediaStatus;
  #seat: MediaSeat | undefined;
  #joinedAtMs = 0;

  constructor(options: MemberOptions) {
    this.id = options.id;
    this.endpoint = options.endpoint;
    this.#creator = options.creator;
    this.#media = options.media;
  }

  get state(): MemberState {
    return this.#state;
  }

  /** @throws ParleyError CONFERENCE_NOT_JOINED while there is none, or any more */
  get seat(): MediaSeat {
    if (this.#seat === undefined || this.#state === 'gone') throw notJoined();
    return this.#seat;
  }

  /** What this member sends now. */
  get producers(): readonly { source: Source; producerId: ProducerId }[] {
    return [...this.#producers].flatMap(([source, producerId]) =>
      producerId ? [{ source, producerId }] : [],
    );
  }

  /** As the roster shows them. */
  get participant(): Participant {
    return {
      id: this.id,
      ...this.endpoint.identity,
      endpointId: this.endpoint.id,
      role: this.#creator ? 'organizer' : 'presenter',
      status: 'connected',
      media: this.#media,
      joined: this.#creator ? 'focus-owner' : 'dialed-in',
      joinedAtMs: this.#joinedAtMs,
    };
  }

  /** Their media is made. @throws ParleyError CONFERENCE_NOT_JOINED when they went away meanwhile; it is closed then */
  sit(seat: MediaSeat): void {
    this.#seat = seat;
    if (this.#state !== 'gone') return;
    seat.close();
    throw notJoined();
  }

  joined(nowMs: number): void {
    if (this.#state === 'gone') throw notJoined();
    this.#move('joined');
    this.#joinedAtMs = nowMs;
  }

  setMedia(media: MediaStatus): void {
    this.#media = media;
  }

  /** One producer a source. @throws ParleyError SESSION_WRONG_STATE when there is one already */
  reserve(source: Source): void {
    if (this.#producers.has(source))
      throw new ParleyError('SESSION_WRONG_STATE', `${source} is sent already`);
    this.#producers.set(source, undefined);
  }

  /** The reserved producer is there. */
  produces(source: Source, producerId: ProducerId): void {
    this.#producers.set(source, producerId);
  }

  /** It is not sent any more, or could not be. */
  freeSource(source: Source): void {
    this.#producers.delete(source);
  }

  sourceOf(producerId: ProducerId): Source | undefined {
    return this.producers.find((producer) => producer.producerId === producerId)?.source;
  }

  /** Whether this is their microphone, and they let it be heard. */
  speaksBy(producerId: ProducerId): boolean {
    return this.#media.microphone !== 'muted' && this.#producers.get('microphone') === producerId;
  }

  /** Over: their media is closed. */
  leave(): void {
    this.#move('leave');
    this.#producers.clear();
    this.#seat?.close();
  }

  #move(event: MemberEvent): void {
    this.#state = nextState<MemberState, MemberEvent>(MEMBER_MOVES, this.#state, event);
  }
}

/** What a request gets from a conference in which its endpoint is not. */
export function notJoined(): ParleyError {
  return new ParleyError('CONFERENCE_NOT_JOINED', 'not in this conference');
}

/** How the others read that somebody is gone. */
export function endingForOthers(reason: 'left' | 'signed-out' | 'connection-lost'): Ending {
  return { reason, by: reason === 'connection-lost' ? 'system' : 'them' };
}
