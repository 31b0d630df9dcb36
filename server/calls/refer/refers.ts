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

/** What of a call its referral says. */
export interface ReferredCall {
  said: Pick<Invitation, 'referredBy' | 'replaces'>;
  /** The device of the session whose place it takes. */
  replaced?: Endpoint | undefined;
}

/**
 * Every referral of this server (RFC 3515, SPEC REF): as long as the call in which it was asked, and as its referee is on
 * the way when that ends.
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
   * Asks the other side of a call to go to somebody else. Sending the same referral again changes nothing.
   * @throws ParleyError as `refer.send` says; REFER_GONE when this ID has been used
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
      throw new ParleyError('SESSION_WRONG_STATE', 'their device has lost its connection');
    }
    const last = this.#within(sessionId);
    if (last !== undefined && (!last.over || last.doing === 'established')) {
      throw new ParleyError('REFER_PENDING', 'another referral goes on in this call');
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
    const record = this.#of('referee', referee, referId);
    this.#act(record, () => record.answer(accepted));
  }

  /** @throws ParleyError REFER_GONE, SESSION_WRONG_STATE */
  notify(referee: Endpoint, { referId, progress }: RequestData<'refer.notify'>): void {
    const record = this.#of('referee', referee, referId);
    this.#act(record, () => record.progress(progress));
  }

  /** @throws ParleyError REFER_GONE */
  terminate(referrer: Endpoint, { referId }: RequestData<'refer.terminate'>): void {
    this.#of('referrer', referrer, referId).terminate();
  }

  /** @throws ParleyError REFER_GONE */
  cancel(referrer: Endpoint, { referId }: RequestData<'refer.cancel'>): void {
    const record = this.#of('referrer', referrer, referId);
    this.#act(record, () => record.cancel());
  }

  /**
   * The referral that a call is made for.
   * @throws ParleyError REFER_GONE unless this endpoint has agreed to make just this call and is still wanted to,
   *   REPLACES_UNKNOWN when the session whose place it takes has ended
   */
  callOf(inviter: Endpoint, data: RequestData<'invitation.send'>): ReferredCall | undefined {
    const { referId, to, sessionType } = data;
    if (referId === undefined) return undefined;
    const record = this.#of('referee', inviter, referId);
    const { referrer, to: target, replaces } = record.about;
    const asked = target.kind === 'person' && target.person.address === to && sessionType === 'audio-video';
    if (!asked || !record.underWay) throw referGone();
    const referredBy = referrer.identity;
    if (replaces === undefined) return { said: { referredBy } };
    const replaced = this.#replaced(referrer, replaces, { kind: 'person', address: to });
    return { said: { referredBy, replaces }, replaced };
  }

  /** Whether this endpoint was referred within this session, and talks to the target now (REF-3). */
  transferred(referee: Endpoint, id: SessionId): boolean {
    const record = this.#within(id);
    return record?.about.referee === referee && record.doing === 'established';
  }

  /** A call is over, and with it what was asked in it (REF-4). */
  sessionEnded({ id }: RelayedSession, actor: Endpoint | undefined, { reason }: Ending): void {
    const record = this.#within(id);
    if (record === undefined) return;
    this.#act(record, () => record.callEnded(actor, reason));
  }

  /** A referee may not come back in time to say how it went. A referrer is waited for: their call still goes on. */
  endpointLost(endpoint: Endpoint): void {
    this.endpointGone(endpoint, 'connection-lost');
  }

  endpointGone(endpoint: Endpoint, reason: DepartureReason): void {
    for (const record of this.#refers.values()) {
      if (record.about.referee !== endpoint || record.over) continue;
      this.#act(record, () => record.fail({ by: 'system', reason }));
    }
  }

  /** Nobody will say any more how they ended; the server goes away. */
  close(): void {
    for (const record of this.#refers.values()) {
      if (!record.over) record.fail({ by: 'system', reason: 'server-error' });
    }
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
    this.#refers.clear();
  }

  /** The device of the target in the session that is to be replaced. @throws ParleyError REPLACES_UNKNOWN */
  #replaced(referrer: Endpoint, replaces: SessionId, target: ReferTarget): Endpoint {
    const device = this.#options.sessions.otherSideOf(referrer, replaces);
    if (device !== undefined && target.kind === 'person' && device.address === target.address) return device;
    throw new ParleyError('REPLACES_UNKNOWN', 'there is no such call of the referrer with the target');
  }

  #within(sessionId: SessionId): ReferRecord | undefined {
    return [...this.#refers.values()].find(({ about }) => about.sessionId === sessionId);
  }

  /** Nobody else must learn that it exists. */
  #of(role: 'referrer' | 'referee', endpoint: Endpoint, id: ReferId): ReferRecord {
    const record = this.#refers.get(id);
    if (record?.about[role] !== endpoint) throw referGone();
    return record;
  }

  /** Nothing is left to wait for once its referee has come to an end. */
  #act(record: ReferRecord, act: () => void): void {
    act();
    if (!record.over) return;
    const { id } = record.about;
    const stopTimer = this.#timers.get(id);
    if (stopTimer !== undefined) {
      stopTimer();
      this.#timers.delete(id);
      this.#options.log.info({ referId: id, state: record.doing }, 'referral over');
    }
    if (record.forgettable) this.#forget(record);
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
