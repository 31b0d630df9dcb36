import type { Ending } from '../../../protocol/endings.ts';
import { ParleyError } from '../../../protocol/errors.ts';
import type { ReferId, SessionId } from '../../../protocol/ids.ts';
import type { ReferTarget } from '../../../protocol/refer.ts';
import type { RequestData, RequestReply } from '../../../protocol/signaling/requests.ts';
import type { Invitation } from '../../../protocol/signaling/shapes.ts';
import type { ClaimedIds } from '../../claimed-ids.ts';
import type { CancelTimer, Clock } from '../../clock.ts';
import type { Logger } from '../../log.ts';
import type { DepartureReason, Endpoint } from '../../presence/endpoint.ts';
import type { RelayedSession } from '../relayed-session.ts';
import type { Sessions } from '../sessions.ts';
import { ReferRecord, referGone } from './refer-record.ts';
import { findTarget, type TargetSources } from './refer-target.ts';

export interface RefersOptions extends TargetSources {
  sessions: Pick<Sessions, 'agreedCall' | 'otherSideOf'>;
  ids: ClaimedIds;
  clock: Clock;
  log: Logger;
  /** How long a subscription lasts at most, in milliseconds. */
  referMs: number;
}

/** What a referral adds to a call. */
export interface ReferredCall {
  calleeInfo: Pick<Invitation, 'referredBy' | 'replaces'>;
  /** The target's device in the session that it replaces. */
  replaced?: Endpoint | undefined;
}

/**
 * All referrals of this server (RFC 3515, SPEC REF). A referral is remembered until its call has ended and its referee
 * is done.
 */
export class Refers {
  readonly #options: RefersOptions;
  readonly #refers = new Map<ReferId, ReferRecord>();
  readonly #timers = new Map<ReferId, CancelTimer>();

  constructor(options: RefersOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#refers.size;
  }

  /**
   * Refers the other side of a call to a target. Sending the same referral twice changes nothing.
   * @throws ParleyError the same as the request `refer.send`; REFER_GONE if this ID has been used
   */
  send(referrer: Endpoint, data: RequestData<'refer.send'>): RequestReply<'refer.send'> {
    const { sessions, ids, clock, log, referMs } = this.#options;
    const { referId: id, sessionId, target, replaces } = data;
    const known = this.#refers.get(id);
    if (known !== undefined) return sentAgain(known, referrer, sessionId);
    if (ids.isTaken(id)) throw referGone();
    const session = sessions.agreedCall(referrer, sessionId);
    const referee = session.partnerOf(referrer);
    if (referee === undefined || referee.gone) {
      throw new ParleyError('SESSION_WRONG_STATE', "the referee's device has lost its connection");
    }
    const last = this.#inSession(sessionId);
    if (last !== undefined && (!last.over || last.refereeState === 'established')) {
      throw new ParleyError('REFER_PENDING', 'another referral is open in this call');
    }
    const to = findTarget(target, { session, referrer, referee }, this.#options);
    if (replaces !== undefined) this.#replaced(referrer, replaces, target);
    const expiresAtMs = clock.nowMs() + referMs;
    const record = new ReferRecord({ id, sessionId, referrer, referee, to, replaces, expiresAtMs });
    if (last !== undefined) this.#forget(last);
    ids.claim(id);
    this.#refers.set(id, record);
    this.#timers.set(
      id,
      clock.after(referMs, () => this.#act(record, () => record.expire())),
    );
    record.ask(target.kind === 'conference' ? target.passcode : undefined);
    log.info({ referId: id, sessionId, endpointId: referrer.id, target: target.kind }, 'referral sent');
    return { to, expiresAtMs };
  }

  /** @throws ParleyError REFER_GONE */
  answer(referee: Endpoint, { referId, accepted }: RequestData<'refer.answer'>): void {
    const record = this.#referOf('referee', referee, referId);
    this.#act(record, () => record.answer(accepted));
  }

  /** @throws ParleyError REFER_GONE, SESSION_WRONG_STATE */
  notify(referee: Endpoint, { referId, progress }: RequestData<'refer.notify'>): void {
    const record = this.#referOf('referee', referee, referId);
    this.#act(record, () => record.progress(progress));
  }

  /** @throws ParleyError REFER_GONE */
  terminate(referrer: Endpoint, { referId }: RequestData<'refer.terminate'>): void {
    this.#referOf('referrer', referrer, referId).terminate();
  }

  /** @throws ParleyError REFER_GONE */
  cancel(referrer: Endpoint, { referId }: RequestData<'refer.cancel'>): void {
    const record = this.#referOf('referrer', referrer, referId);
    this.#act(record, () => record.cancel());
  }

  /**
   * The referral that caused a call.
   * @throws ParleyError REFER_GONE unless this endpoint has accepted a referral to exactly this call that still applies,
   *   REPLACES_UNKNOWN if the session to replace has ended
   */
  callOf(inviter: Endpoint, data: RequestData<'invitation.send'>): ReferredCall | undefined {
    const { referId, to, sessionType } = data;
    if (referId === undefined) return undefined;
    const record = this.#referOf('referee', inviter, referId);
    const { referrer, to: target, replaces } = record.about;
    const isReferred =
      target.kind === 'person' && target.person.address === to && sessionType === 'audio-video';
    if (!isReferred || !record.underWay) throw referGone();
    const referredBy = referrer.identity;
    if (replaces === undefined) return { calleeInfo: { referredBy } };
    const replaced = this.#replaced(referrer, replaces, { kind: 'person', address: to });
    return { calleeInfo: { referredBy, replaces }, replaced };
  }

  /** Whether this endpoint was referred within this session and has reached the target (REF-3). */
  transferred(referee: Endpoint, id: SessionId): boolean {
    const record = this.#inSession(id);
    return record?.about.referee === referee && record.refereeState === 'established';
  }

  /** A call has ended, and with it an unfinished referral (REF-4). */
  sessionEnded({ id }: RelayedSession, actor: Endpoint | undefined, { reason }: Ending): void {
    const record = this.#inSession(id);
    if (record === undefined) return;
    this.#act(record, () => record.callEnded(actor, reason));
  }

  /**
   * Fails the referrals of a lost referee, who may not reconnect in time to report. A lost referrer changes nothing yet.
   */
  endpointLost(endpoint: Endpoint): void {
    this.endpointGone(endpoint, 'connection-lost');
  }

  endpointGone(endpoint: Endpoint, reason: DepartureReason): void {
    for (const record of this.#refers.values()) {
      if (record.about.referee !== endpoint || record.over) continue;
      this.#act(record, () => record.fail({ by: 'system', reason }));
    }
  }

  /** Fails all open referrals, because the server closes. */
  close(): void {
    for (const record of this.#refers.values()) {
      if (!record.over) record.fail({ by: 'system', reason: 'server-error' });
    }
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
    this.#refers.clear();
  }

  /** The target's device in the session to replace. @throws ParleyError REPLACES_UNKNOWN */
  #replaced(referrer: Endpoint, replaces: SessionId, target: ReferTarget): Endpoint {
    const device = this.#options.sessions.otherSideOf(referrer, replaces);
    if (device !== undefined && target.kind === 'person' && device.address === target.address) return device;
    throw new ParleyError('REPLACES_UNKNOWN', 'the referrer has no such call with the target');
  }

  #inSession(sessionId: SessionId): ReferRecord | undefined {
    return [...this.#refers.values()].find(({ about }) => about.sessionId === sessionId);
  }

  /** Only its referrer and its referee may learn that it exists. */
  #referOf(role: 'referrer' | 'referee', endpoint: Endpoint, id: ReferId): ReferRecord {
    const record = this.#refers.get(id);
    if (record?.about[role] !== endpoint) throw referGone();
    return record;
  }

  /** Acts on a referral, and stops its timer if that has ended it. */
  #act(record: ReferRecord, act: () => void): void {
    act();
    if (!record.over) return;
    const { id } = record.about;
    const stopTimer = this.#timers.get(id);
    if (stopTimer !== undefined) {
      stopTimer();
      this.#timers.delete(id);
      this.#options.log.info({ referId: id, state: record.refereeState }, 'referral over');
    }
    if (record.isForgettable) this.#forget(record);
  }

  #forget({ about: { id } }: ReferRecord): void {
    this.#refers.delete(id);
    this.#options.ids.release(id);
  }
}

function sentAgain(
  { about }: ReferRecord,
  referrer: Endpoint,
  sessionId: SessionId,
): RequestReply<'refer.send'> {
  if (about.referrer !== referrer || about.sessionId !== sessionId) throw referGone();
  return { to: about.to, expiresAtMs: about.expiresAtMs };
}
