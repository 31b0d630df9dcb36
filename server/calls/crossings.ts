import type { RequestData } from '../../protocol/signaling/requests.ts';
import type { Endpoint } from '../endpoint.ts';
import type { RingingInvitation } from './ringing-invitation.ts';

/**
 * Invitations by which two people ask each other for the same (SPEC INV-13): the first of the two stands. Two calls are one
 * wish. So are invitations of two people to two conferences: the one who accepts gives up their own.
 */
export class Crossings {
  readonly #invitations: () => Iterable<RingingInvitation>;
  /** Accepted invitations to a conference whose accepter has left the conference that they came from. */
  readonly #left = new WeakSet<RingingInvitation>();

  /** @param invitations all that are remembered, oldest first */
  constructor(invitations: () => Iterable<RingingInvitation>) {
    this.#invitations = invitations;
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

  /** This endpoint has left a conference: it invites nobody there by mistake any more. */
  conferenceLeft(endpoint: Endpoint): void {
    for (const invitation of this.#invitations()) {
      if (invitation.winner === endpoint) this.#left.add(invitation);
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
    return theirs.open || (theirs.winner === inviter && !this.#left.has(theirs));
  }
}

function isCall({ sessionType }: Pick<RequestData<'invitation.send'>, 'sessionType'>): boolean {
  return sessionType === 'audio-video';
}
