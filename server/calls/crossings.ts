import type { ConferenceId } from '../../protocol/ids.ts';
import type { RequestData } from '../../protocol/signaling/requests.ts';
import type { Clock } from '../clock.ts';
import type { Endpoint } from '../presence/endpoint.ts';
import type { RingingInvitation } from './ringing-invitation.ts';

/** How long an accepter counts as joining a conference without having tried to join it. */
const JOINING_MS = 15_000;

/**
 * Invitations of two people to each other that cross (SPEC INV-13): the first of the two is used. Two calls cross. So do
 * invitations of two people to two conferences: the person who accepts gives up their own invitation.
 */
export class Crossings {
  readonly #invitations: () => Iterable<RingingInvitation>;
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  /** Accepted invitations to a conference whose accepter is still joining, each with the latest time for that. */
  readonly #joining = new WeakMap<RingingInvitation, number>();

  /** @param invitations all remembered invitations, oldest first */
  constructor(invitations: () => Iterable<RingingInvitation>, clock: Pick<Clock, 'monotonicMs'>) {
    this.#invitations = invitations;
    this.#clock = clock;
  }

  /** The other side's invitation that crosses with a new one of this endpoint. */
  crossedBy(inviter: Endpoint, data: RequestData<'invitation.send'>): RingingInvitation | undefined {
    for (const theirs of this.#invitations()) {
      if (theirs.inviter.address !== data.to || theirs.to !== inviter.address) continue;
      const isSame = isCall(data)
        ? this.#asksForCall(theirs, inviter)
        : this.#asksForOtherConference(theirs, inviter, data);
      if (isSame) return theirs;
    }
    return undefined;
  }

  /** Open calls in the opposite direction of a call that was just accepted: they are settled with it. */
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

  /** From now on its accepter is joining the conference. */
  accepted(invitation: RingingInvitation): void {
    this.#joining.set(invitation, this.#clock.monotonicMs() + JOINING_MS);
  }

  /**
   * The endpoint is no longer joining this conference: it has joined, was refused, or has left.
   * @param endpoint without it, nobody is joining any more
   */
  joinEnded(id: ConferenceId, endpoint?: Endpoint): void {
    for (const invitation of this.#invitations()) {
      const isTheirs = endpoint === undefined || invitation.winner === endpoint;
      if (isTheirs && invitation.conferenceId === id) this.#joining.delete(invitation);
    }
  }

  #asksForCall(theirs: RingingInvitation, inviter: Endpoint): boolean {
    return theirs.open && isCall(theirs) && theirs.concerns(inviter);
  }

  /** Whether it is for another conference than ours, and is open or our inviter has accepted it and is joining. */
  #asksForOtherConference(
    theirs: RingingInvitation,
    inviter: Endpoint,
    { sessionType, conferenceId }: RequestData<'invitation.send'>,
  ): boolean {
    if (sessionType !== 'conference' || theirs.sessionType !== 'conference') return false;
    if (theirs.conferenceId === conferenceId || theirs.continuesCall) return false;
    const untilMs = theirs.winner === inviter ? this.#joining.get(theirs) : undefined;
    return theirs.open || (untilMs !== undefined && this.#clock.monotonicMs() < untilMs);
  }
}

function isCall({ sessionType }: Pick<RequestData<'invitation.send'>, 'sessionType'>): boolean {
  return sessionType === 'audio-video';
}
