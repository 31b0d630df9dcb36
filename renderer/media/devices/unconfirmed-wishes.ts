import { ParleyError } from '../../../protocol/errors.ts';
import type { LeaseId } from '../../../protocol/ids.ts';
import type { Source } from '../../../protocol/media.ts';
import type { CommandData } from '../../../protocol/rpc/commands.ts';
import type { SendCommand } from '../../bridge/send-command.ts';
import type { Lease } from './lease.ts';

/** Commands that end what a lease is for. */
type EndName = 'hang-up' | 'leave-conference' | 'end-preview';

/** Our user turned this source off. */
interface Off {
  readonly leaseId: LeaseId;
  readonly source: Source;
}

/** Our user ended what these leases are for. */
interface End {
  readonly leaseIds: readonly LeaseId[];
  /** Open the devices again that main has not released when it has answered. */
  readonly reverts: (() => unknown)[];
  send(send: SendCommand): Promise<unknown>;
}

/**
 * What our user turned off or ended here and main has not answered, by the number of the wish. It outlives the
 * connection to main: when main opens the devices again on the next connection, they stay off, and main receives
 * the wish again (SPEC LEASE-2).
 */
export class UnconfirmedWishes {
  readonly #offs = new Map<number, Off[]>();
  readonly #ends = new Map<number, End>();

  turnedOff(wish: number, off: Off): void {
    this.#offs.set(wish, [...(this.#offs.get(wish) ?? []), off]);
  }

  /** Our user wants the source on: earlier wishes to turn it off are void. */
  turnedOn({ leaseId, source }: Off): void {
    for (const [wish, offs] of this.#offs) {
      const rest = offs.filter((off) => off.leaseId !== leaseId || off.source !== source);
      if (rest.length > 0) this.#offs.set(wish, rest);
      else this.#offs.delete(wish);
    }
  }

  ended<Name extends EndName>(wish: number, name: Name, data: CommandData<Name>, leaseIds: LeaseId[]): void {
    this.#ends.set(wish, { leaseIds, reverts: [], send: (send) => send(name, data) });
  }

  /** Keeps this wish until main has answered it. A refusal is an answer, a lost connection is not. */
  async keepUntilAnswered(wish: number, ...sent: Promise<unknown>[]): Promise<void> {
    const results = await Promise.allSettled(sent);
    if (results.some(isUnanswered)) return;
    this.#offs.delete(wish);
    const reverts = this.#ends.get(wish)?.reverts ?? [];
    this.#ends.delete(wish);
    for (const revert of reverts) revert();
  }

  /** Applies the wishes to a lease that main names for the first time on this connection. */
  applyTo(lease: Lease): void {
    for (const [wish, offs] of this.#offs) {
      for (const { leaseId, source } of offs) if (leaseId === lease.id) lease.turnOff(source, wish);
    }
    for (const { leaseIds, reverts } of this.#ends.values()) {
      if (leaseIds.includes(lease.id)) reverts.push(lease.end());
    }
  }

  /** Reports the wishes again, on a new connection to main. */
  resend(send: SendCommand): void {
    for (const [wish, end] of this.#ends) void this.keepUntilAnswered(wish, end.send(send));
    for (const [wish, offs] of this.#offs) {
      const sent = offs.map((off) => send('set-source', { ...off, on: false, wish }));
      void this.keepUntilAnswered(wish, ...sent);
    }
  }
}

function isUnanswered(result: PromiseSettledResult<unknown>): boolean {
  if (result.status === 'fulfilled') return false;
  return ParleyError.from(result.reason, 'CONNECTION_LOST').code === 'CONNECTION_LOST';
}
