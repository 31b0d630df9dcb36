import { ParleyError } from '../../../protocol/errors.ts';
import { type ConversationId, ReferId, type SessionId } from '../../../protocol/ids.ts';
import type { RequestedMedia } from '../../../protocol/media.ts';
import type { Refer, ReferTarget } from '../../../protocol/refer.ts';
import type { Notice } from '../../../protocol/signaling/notices.ts';
import type { Address } from '../../../protocol/text/addresses.ts';
import type { CallWaiting } from '../calls/call-waiting.ts';
import type { Session } from '../calls/session/session.ts';
import type { Sessions } from '../calls/sessions.ts';
import type { Conferences } from '../conferences/conferences.ts';
import type { Ids, Log, Requester } from '../ports.ts';
import { CallToTarget } from './call-to-target.ts';
import { referGone } from './refer-gone.ts';
import { Referral } from './referral.ts';
import { Replacement } from './replacement.ts';
import { StayAtTarget } from './stay-at-target.ts';
import { Transfer } from './transfer.ts';
import type { WayToTarget } from './way-to-target.ts';

export interface TransfersOptions {
  server: Requester;
  log: Log;
  ids: Ids;
  sessions: Sessions;
  conferences: Conferences;
  waiting: CallWaiting;
  ownAddress(): Address | undefined;
  /** Whether our user lets others transfer them without being asked. */
  alwaysAccepts(): boolean;
  /** The conversation with this person that a call continues, when there is one. */
  conversationWith(address: Address): ConversationId | undefined;
  /** Devices that are tried are given back: a call, or a stay, begins. */
  endPreview(): void;
}

export interface ReferOptions {
  /** Our call with the target, whose place the new one takes (REF-5). */
  replaces?: SessionId;
  /** Aborted, the other side shall come back. */
  signal?: AbortSignal;
}

/** A transfer by our user, and the call in which it was asked. */
interface Asked {
  transfer: Transfer;
  session: Session;
}

/** Transfers of this client (SPEC REF): those that our user asks for, is asked for, and is the target of. */
export class Transfers {
  readonly #options: TransfersOptions;
  readonly #asked = new Map<ReferId, Asked>();
  readonly #referrals = new Map<ReferId, Referral>();
  readonly #replacements = new Set<Replacement>();

  constructor(options: TransfersOptions) {
    this.#options = options;
  }

  /**
   * Refers the other side of a call to somebody, or to a conference. What only the server can tell is wrong with it, the
   * transfer says.
   * @throws ParleyError SESSION_WRONG_STATE, TARGET_SELF, REFER_TO_PARTNER, REPLACES_UNKNOWN, REFER_PENDING
   */
  refer(session: Session, target: ReferTarget, { replaces, signal }: ReferOptions = {}): Transfer {
    this.#check(session, target, replaces);
    const { server, log, ids, waiting } = this.#options;
    const transfer = new Transfer({
      request: {
        referId: ReferId.parse(ids.next()),
        sessionId: session.view.id,
        target,
        ...(replaces === undefined ? {} : { replaces }),
      },
      server,
      log,
      show: (view) => session.record.change({ transfer: view }),
      resume: () => void waiting.takeUp(session),
      ...(signal === undefined ? {} : { signal }),
    });
    this.#asked.set(transfer.id, { transfer, session });
    return transfer;
  }

  /** A referral by our user. @throws ParleyError REFER_GONE */
  find(id: ReferId): Transfer {
    return this.#find(id).transfer;
  }

  /** The user has read how it ended. @throws ParleyError REFER_GONE, SESSION_WRONG_STATE while it goes on */
  dismiss(id: ReferId): void {
    const { transfer, session } = this.#find(id);
    if (!transfer.over) throw new ParleyError('SESSION_WRONG_STATE', 'this transfer goes on');
    this.#asked.delete(id);
    const { record } = session;
    if (record.view.transfer?.id === id) record.drop('transfer');
  }

  /** Whether our user agrees to be transferred. @throws ParleyError REFER_GONE, or the server's own */
  async answer(id: ReferId, accepted: boolean): Promise<void> {
    const referral = this.#referrals.get(id);
    if (referral === undefined) throw referGone();
    await referral.answer(accepted);
  }

  /** This invitation takes the place of a call of ours. */
  replace(session: Session, replaced: Session): void {
    const replacement = new Replacement(session, replaced);
    this.#replacements.add(replacement);
    replacement.begin();
  }

  /** Takes the notices that are about transfers. @returns whether it was one */
  take(notice: Notice): boolean {
    switch (notice.name) {
      case 'refer-received':
        this.#received(notice.data.refer);
        return true;
      case 'refer-notified':
        this.#asked.get(notice.data.referId)?.transfer.take(notice.data.progress);
        return true;
      case 'refer-withdrawn':
        this.#referrals.get(notice.data.referId)?.withdrawn(notice.data.reason);
        return true;
      default:
        return false;
    }
  }

  /** Sessions, or the stay, may be different now. */
  changed(): void {
    for (const asked of [...this.#asked.values()]) this.#follow(asked);
    for (const [id, referral] of [...this.#referrals]) {
      referral.changed();
      if (referral.over) this.#referrals.delete(id);
    }
    for (const replacement of [...this.#replacements]) {
      replacement.changed();
      if (replacement.over) this.#replacements.delete(replacement);
    }
  }

  /** @throws ParleyError REFER_GONE */
  #find(id: ReferId): Asked {
    const asked = this.#asked.get(id);
    if (asked === undefined) throw referGone();
    return asked;
  }

  #follow({ transfer, session: { view, live } }: Asked): void {
    if (!live && !transfer.over) transfer.sessionEnded(view.ending ?? { reason: 'hung-up', by: 'you' });
    if (transfer.over && !this.#options.sessions.has(view.id)) this.#asked.delete(transfer.id);
  }

  #received(refer: Refer): void {
    const { sessions, server, log, waiting, alwaysAccepts } = this.#options;
    if (this.#referrals.has(refer.id)) return;
    const session = sessions.has(refer.sessionId) ? sessions.find(refer.sessionId) : undefined;
    if (session?.live !== true) return;
    const referral = new Referral({
      refer,
      session,
      server,
      log,
      setOut: (media) => this.#setOut(refer, media),
      resume: () => void waiting.takeUp(session),
    });
    this.#referrals.set(refer.id, referral);
    // Why it came to nothing is told to the referrer.
    if (alwaysAccepts()) referral.answer(true).catch(() => {});
  }

  #setOut({ id, from, to, passcode }: Refer, media: RequestedMedia): WayToTarget {
    const { sessions, conferences, waiting, conversationWith, endPreview } = this.#options;
    const makeRoom = waiting.room('hold');
    endPreview();
    if (to.kind === 'conference') {
      makeRoom?.();
      const coming = { media, ...(passcode === undefined ? {} : { passcode }) };
      // Why it failed stands in the state.
      conferences.join(to.conferenceId, [], coming).catch(() => {});
      return new StayAtTarget(conferences.current(to.conferenceId));
    }
    const conversationId = conversationWith(to.person.address);
    const begun = sessions.begin({
      to: to.person,
      media,
      sessionType: 'audio-video',
      referral: { id, by: from },
      ...(conversationId === undefined ? {} : { conversationId }),
      ...(makeRoom === undefined ? {} : { makeRoom }),
    });
    const session = sessions.find(begun);
    return new CallToTarget(() => sessions.standing(session));
  }

  #check(session: Session, target: ReferTarget, replaces: SessionId | undefined): void {
    const { sessionType, peer } = session.view;
    const { established, escalating } = session.record;
    if (sessionType !== 'audio-video' || !established || escalating) {
      throw new ParleyError('SESSION_WRONG_STATE', 'only a call that goes on can be transferred');
    }
    const asked = [...this.#asked.values()].filter((one) => one.session === session);
    if (asked.some(({ transfer }) => !transfer.over)) {
      throw new ParleyError('REFER_PENDING', 'this call is being transferred');
    }
    const address = target.kind === 'person' ? target.address : undefined;
    if (address !== undefined && address === this.#options.ownAddress()) {
      throw new ParleyError('TARGET_SELF', 'this is our own address');
    }
    if (address === peer.address) {
      throw new ParleyError('REFER_TO_PARTNER', 'this is who would be transferred');
    }
    if (replaces !== undefined && !this.#isCallWith(replaces, address)) {
      throw new ParleyError('REPLACES_UNKNOWN', 'there is no such call with the target');
    }
  }

  #isCallWith(id: SessionId, address: Address | undefined): boolean {
    const { calls } = this.#options.sessions;
    return calls.some(({ view }) => view.id === id && view.peer.address === address);
  }
}
