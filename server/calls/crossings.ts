import type { ConferenceId } from '../../protocol/ids.ts';
import type { RequestData } from '../../protocol/signaling/requests.ts';
import type { Clock } from '../clock.ts';
import type { Endpoint } from '../presence/endpoint.ts';
import type { RingingInvitation } from './ringing-invitation.ts';

/** An accepter who has not tried to join a conference after this time is no longer on the way to it. */
const ON_THE_WAY_MS = 15_000;

/**
 * Invitations by which two people ask each other for the same (SPEC INV-13): the first of the two stands. Two calls are one
 * wish. So are invitations of two people to two conferences: the one who accepts gives up their own.
 */
export class Crossings {
  readonly #invitations: () => Iterable<RingingInvitation>;
  readonly #clock: Pick<Clock, 'nowMs'>;
  /** Accepted invitations to a conference, while their accepter is on the way to it: until when, at the latest. */
  readonly #onTheWay = new WeakMap<RingingInvitation, number>();

  /** @param invitations all that are remembered, oldest first */
  constructor(invitations: () => Iterable<RingingInvitation>, clock: Pick<Clock, 'nowMs'>) {
    this.#invitations = invitations;
    this.#clock = clock;
  }

  /** The invitation of the other side that one of this endpoint would cross. */
  crossedBy(inviter: Endpoint, data: RequestData<'invitation.send'>): RingingInvitation | undefined {
    for (const theirs of this.#invitations()) {
      if (theirs.inviter.address !== data.to || theirs.to !== inviter.address) continue;
      const isSame = isCall(data)
        ? this.#asksForCall(theirs, inviter)
        : this.#takesAway(theirs, inviter, data);
      if (isSame) return theirs;
    }
    return undefined;
  }

  /** Open calls in the opposite direction of one that a device has accepted just now: they are the same wish. */
  settledBy(accepted: RingingInvitation): RingingInvitation[] {
    if (!isCall(accepted)) return [];
    return [...this.#invitations()].filter(
      (other) =>
        other.open &&
        isCall(other) &&
        other.inviter.address === accepted.to &&
        other.to === accepted.inviter.address,
    );
  }

  /** Its accepter is on the way to the conference from now on. */
  accepted(invitation: RingingInvitation): void {
    this.#onTheWay.set(invitation, this.#clock.nowMs() + ON_THE_WAY_MS);
  }

  /**
   * Nobody is on the way to this conference any more.
   * @param endpoint only this one is not: it is in, was refused, or has left
   */
  wayEnded(id: ConferenceId, endpoint?: Endpoint): void {
    for (const invitation of this.#invitations()) {
      const isTheirs = endpoint === undefined || invitation.winner === endpoint;
      if (isTheirs && invitation.conferenceId === id) this.#onTheWay.delete(invitation);
    }
  }

  #asksForCall(theirs: RingingInvitation, inviter: Endpoint): boolean {
    return theirs.open && isCall(theirs) && theirs.concerns(inviter);
  }

  /** Whether it is to another conference than ours, and rings, or has the inviter of ours on the way there already. */
  #takesAway(
    theirs: RingingInvitation,
    inviter: Endpoint,
    { sessionType, conferenceId }: RequestData<'invitation.send'>,
  ): boolean {
    if (sessionType !== 'conference' || theirs.sessionType !== 'conference') return false;
    if (theirs.conferenceId === conferenceId || theirs.continuesCall) return false;
    const untilMs = theirs.winner === inviter ? this.#onTheWay.get(theirs) : undefined;
    return theirs.open || (untilMs !== undefined && this.#clock.nowMs() < untilMs);
  }
}

function isCall({ sessionType }: Pick<RequestData<'invitation.send'>, 'sessionType'>): boolean {
  return sessionType === 'audio-video';
}
