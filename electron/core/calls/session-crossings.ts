import type { InvitationId } from '../../../protocol/ids.ts';
import type { Crossing } from '../../../protocol/signaling/shapes.ts';
import type { Lease } from '../devices/lease.ts';
import type { Session } from './session/session.ts';

/** More calls than can cross within the time that a notice may be late. */
const remembered = 20;

export interface SessionCrossingsOptions {
  /** The session of the invitation that our call crossed. Does not alert the user. */
  receive(crossing: Crossing): Session;
  /** Lets a session share the devices of another session and follow their state. */
  share(devicesOf: Session, session: Session): Lease;
}

/** Facts about a call of ours that crossed a call of the other side. */
export interface CrossedCall {
  crossing: Crossing;
  /** Ends or holds the other running calls. */
  prepare?: (() => void) | undefined;
}

/**
 * Calls of ours that crossed a call of the other side (SPEC INV-13). The server keeps the first of the two. When that is
 * theirs, it is accepted automatically and replaces ours; until then our user sees our call.
 */
export class SessionCrossings {
  readonly #options: SessionCrossingsOptions;
  /** Our call → theirs, while our accept is on its way. */
  readonly #accepting = new Map<Session, Session>();
  /** Their call → our call, which ends the same way as long as it is here. */
  readonly #ours = new WeakMap<Session, Session>();
  /** Automatically accepted calls by invitation: the notice of how one ended may arrive when it is no longer shown. */
  readonly #accepted = new Map<InvitationId, Session>();
  /** Our call → their call, which replaced it. */
  readonly #standing = new WeakMap<Session, Session>();

  constructor(options: SessionCrossingsOptions) {
    this.#options = options;
  }

  /** The session itself, or the call that replaced it. */
  standing(ours: Session): Session {
    return this.#standing.get(ours) ?? ours;
  }

  /** The automatically accepted call with this invitation. */
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

  /** A session stopped carrying media. A hang-up of our call while we accept theirs hangs up theirs. */
  closed(session: Session): void {
    const theirs = this.#accepting.get(session);
    this.#accepting.delete(session);
    if (theirs === undefined || theirs.over) return;
    this.#ours.delete(theirs);
    void theirs.hangUp();
  }

  /** A session ended, or its ending was corrected. */
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
    // Our call shows the failure.
    theirs.acceptCrossing(ours, { lease, prepare: take }).catch(() => {});
  }

  #giveWay(ours: Session, theirs: Session): void {
    this.#accepting.delete(ours);
    this.#ours.delete(theirs);
    this.#standing.set(ours, theirs);
    ours.giveWay();
  }

  /** Their call ended before we accepted it: it counts as one call, which our user made and did not miss. */
  #endBoth(ours: Session, theirs: Session): void {
    theirs.vanish();
    ours.endAs(theirs.view);
  }
}
