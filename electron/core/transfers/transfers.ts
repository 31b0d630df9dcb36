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
import type { TargetAttempt } from './target-attempt.ts';
import { Transfer } from './transfer.ts';

export interface TransfersOptions {
  server: Requester;
  log: Log;
  ids: Ids;
  sessions: Sessions;
  conferences: Conferences;
  waiting: CallWaiting;
  ownAddress(): Address | undefined;
  /** Whether our user has chosen to accept referrals without being asked. */
  alwaysAccepts(): boolean;
  /** The existing conversation with this person, which a call continues. */
  conversationWith(address: Address): ConversationId | undefined;
  /** Releases the devices of the preview, before a call or a stay begins. */
  endPreview(): void;
}

export interface ReferOptions {
  /** Our call with the target, which the new call replaces (REF-5). */
  replaces?: SessionId;
  /** Cancels the transfer when it is aborted: the other side should return. */
  signal?: AbortSignal;
}

/** A transfer by our user, and the call that is transferred. */
interface OwnTransfer {
  transfer: Transfer;
  session: Session;
}

/** Transfers of this client (SPEC REF), in which our user is the referrer, the referee or the target. */
export class Transfers {
  readonly #options: TransfersOptions;
  readonly #transfers = new Map<ReferId, OwnTransfer>();
  readonly #referrals = new Map<ReferId, Referral>();
  readonly #replacements = new Set<Replacement>();

  constructor(options: TransfersOptions) {
    this.#options = options;
  }

  /**
   * Refers the other side of a call to a person or to a conference. Errors of the server appear on the transfer.
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
        replaces,
      },
      server,
      log,
      show: (view) => session.record.change({ transfer: view }),
      resume: () => void waiting.takeUp(session),
      signal,
    });
    this.#transfers.set(transfer.id, { transfer, session });
    return transfer;
  }

  /** Finds a transfer by our user. @throws ParleyError REFER_GONE */
  find(id: ReferId): Transfer {
    return this.#find(id).transfer;
  }

  /** Removes a finished transfer from its call. @throws ParleyError REFER_GONE, SESSION_WRONG_STATE if it is not finished */
  dismiss(id: ReferId): void {
    const { transfer, session } = this.#find(id);
    if (!transfer.over) throw new ParleyError('SESSION_WRONG_STATE', 'this transfer has not ended');
    this.#transfers.delete(id);
    const { record } = session;
    if (record.view.transfer?.id === id) record.drop('transfer');
  }

  /** Accepts or declines a referral of our user. @throws ParleyError REFER_GONE, or an error of the server */
  async answer(id: ReferId, accepted: boolean): Promise<void> {
    const referral = this.#referrals.get(id);
    if (referral === undefined) throw referGone();
    await referral.answer(accepted);
  }

  /** Lets an invitation replace one of our calls. */
  replace(session: Session, replaced: Session): void {
    const replacement = new Replacement(session, replaced);
    this.#replacements.add(replacement);
    replacement.begin();
  }

  /** Handles a notice about transfers. @returns whether it was such a notice */
  handle(notice: Notice): boolean {
    switch (notice.name) {
      case 'refer-received':
        this.#received(notice.data.refer);
        return true;
      case 'refer-notified':
        this.#transfers.get(notice.data.referId)?.transfer.handle(notice.data.progress);
        return true;
      case 'refer-withdrawn':
        this.#referrals.get(notice.data.referId)?.withdrawn(notice.data.reason);
        return true;
      default:
        return false;
    }
  }

  /** Call it when sessions or the stay may have changed. */
  changed(): void {
    for (const transfer of [...this.#transfers.values()]) this.#follow(transfer);
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
  #find(id: ReferId): OwnTransfer {
    const found = this.#transfers.get(id);
    if (found === undefined) throw referGone();
    return found;
  }

  #follow({ transfer, session: { view, live } }: OwnTransfer): void {
    if (!live && !transfer.over) transfer.sessionEnded(view.ending ?? { reason: 'hung-up', by: 'you' });
    if (transfer.over && !this.#options.sessions.has(view.id)) this.#transfers.delete(transfer.id);
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
      connect: (media) => this.#connect(refer, media),
      resume: () => void waiting.takeUp(session),
    });
    this.#referrals.set(refer.id, referral);
    // The referrer is notified of a failure.
    if (alwaysAccepts()) referral.answer(true).catch(() => {});
  }

  #connect({ id, from, to, passcode }: Refer, media: RequestedMedia): TargetAttempt {
    const { sessions, conferences, waiting, conversationWith, endPreview } = this.#options;
    const prepare = waiting.prepareForNewCall('hold');
    endPreview();
    if (to.kind === 'conference') {
      prepare?.();
      // A failure shows in the state.
      conferences.join(to.conferenceId, [], { media, passcode }).catch(() => {});
      return new StayAtTarget(conferences.current(to.conferenceId));
    }
    const conversationId = conversationWith(to.person.address);
    const begun = sessions.begin({
      to: to.person,
      media,
      sessionType: 'audio-video',
      referral: { id, by: from },
      conversationId,
      prepare,
    });
    const session = sessions.find(begun);
    return new CallToTarget(() => sessions.standing(session));
  }

  #check(session: Session, target: ReferTarget, replaces: SessionId | undefined): void {
    const { sessionType, peer } = session.view;
    const { established, escalating } = session.record;
    if (sessionType !== 'audio-video' || !established || escalating) {
      throw new ParleyError('SESSION_WRONG_STATE', 'only an established call can be transferred');
    }
    const ofCall = [...this.#transfers.values()].filter((one) => one.session === session);
    if (ofCall.some(({ transfer }) => !transfer.over)) {
      throw new ParleyError('REFER_PENDING', 'this call is being transferred');
    }
    const address = target.kind === 'person' ? target.address : undefined;
    if (address !== undefined && address === this.#options.ownAddress()) {
      throw new ParleyError('TARGET_SELF', 'this is our own address');
    }
    if (address === peer.address) {
      throw new ParleyError('REFER_TO_PARTNER', 'the target is the other side of this call');
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
