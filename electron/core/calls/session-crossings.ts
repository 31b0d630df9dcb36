import type { InvitationId } from '../../../protocol/ids.ts';
import type { Crossing } from '../../../protocol/signaling/shapes.ts';
import type { Lease } from '../devices/lease.ts';
import type { Session } from './session/session.ts';

/** More than can cross within the time in which a notice may be late. */
const remembered = 20;

export interface SessionCrossingsOptions {
  /** The session of an invitation that is here, or arrives with this crossing. Nobody is alerted. */
  receive(crossing: Crossing): Session;
  /** Gives a session a right to the devices of another session, with news of their state. */
  share(devicesOf: Session, session: Session): Lease;
}

/** What a call of ours needs that has crossed one of theirs. */
export interface CrossedCall {
  crossing: Crossing;
  /** Ends or holds the other running calls. */
  prepare?: (() => void) | undefined;
}

/**
 * Calls of ours that have crossed a call of the other side (SPEC INV-13). The server lets the first of the two stand. When
 * that is theirs, it is accepted by itself in the place of ours, and until then our user sees their own.
 */
export class SessionCrossings {
  readonly #options: SessionCrossingsOptions;
  /** Our call → theirs, while our accept is on its way. */
  readonly #accepting = new Map<Session, Session>();
  /** Theirs, as long as ours ends as it does → our call. */
  readonly #ours = new WeakMap<Session, Session>();
  /** Theirs that were accepted by themselves, by invitation: the word of how one ended may come when it is shown no more. */
  readonly #accepted = new Map<InvitationId, Session>();
  /** Our call → theirs, which has taken its place. */
  readonly #standing = new WeakMap<Session, Session>();

  constructor(options: SessionCrossingsOptions) {
    this.#options = options;
  }

  /** What has become of a session of ours: itself, or the call that stands in its place. */
  standing(ours: Session): Session {
    return this.#standing.get(ours) ?? ours;
  }

  /** The call of theirs with this invitation, when it was accepted by itself. */
  acceptedBy(id: InvitationId): Session | undefined {
    return this.#accepted.get(id);
  }

  /** The server has answered that our call crossed theirs. */
  crossed(ours: Session, { crossing, prepare }: CrossedCall): void {
    const theirs = this.#options.receive(crossing);
    if (theirs.record.handled || theirs.engaged) this.#giveWay(ours, theirs);
    else if (theirs.over) this.#endBoth(ours, theirs);
    else this.#accept(ours, theirs, prepare);
  }

  /** A session carries media no longer: who hangs up while our accept is on its way hangs up what stands in its place. */
  closed(session: Session): void {
    const theirs = this.#accepting.get(session);
    this.#accepting.delete(session);
    if (theirs === undefined || theirs.over) return;
    this.#ours.delete(theirs);
    void theirs.hangUp();
  }

  /** A session has ended, or it is known now in which way. */
  ended(session: Session): void {
    this.#ours.get(session)?.endAs(session.view);
  }

  #accept(ours: Session, theirs: Session, prepare: (() => void) | undefined): void {
    this.#accepting.set(ours, theirs);
    this.#ours.set(theirs, ours);
    this.#accepted.set(theirs.view.invitationId, theirs);
    const [oldest] = this.#accepted.keys();
    if (this.#accepted.size > remembered && oldest !== undefined) this.#accepted.delete(oldest);
    const lease = this.#options.share(ours, theirs);
    const take = () => {
      prepare?.();
      this.#giveWay(ours, theirs);
    };
    // Why it failed is read of ours.
    theirs.acceptCrossing(ours, { lease, prepare: take }).catch(() => {});
  }

  #giveWay(ours: Session, theirs: Session): void {
    this.#accepting.delete(ours);
    this.#ours.delete(theirs);
    this.#standing.set(ours, theirs);
    ours.giveWay();
  }

  /** Theirs has ended before ours could take it: one call, which our user has made, and not missed. */
  #endBoth(ours: Session, theirs: Session): void {
    theirs.vanish();
    ours.endAs(theirs.view);
  }
}
