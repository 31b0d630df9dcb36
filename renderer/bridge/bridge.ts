import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { ParleyError } from '../../protocol/errors.ts';
import type { CommandData, CommandName, CommandReply } from '../../protocol/rpc/commands.ts';
import { type OrderHandlers, sendCommand, serveOrders } from '../../protocol/rpc/envelope.ts';
import type { WholeState } from '../../protocol/rpc/state-change.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import type { Carrier, CarrierEnd, OpenCarrier } from './carriers.ts';

/**
 * Whether the page can reach main.
 * - `connecting`: first try. `attached`: the state is here. - `lost`: main is gone; the page tries again.
 * - `replaced`: a newer page has taken the place of this page, until the user wants this page again.
 * - `refused`: main does not talk to this page, and trying again would not help.
 */
export type BridgeStatus =
  | { readonly name: 'connecting' }
  | { readonly name: 'attached' }
  | { readonly name: 'lost' }
  | { readonly name: 'replaced'; readonly takeBack: () => void }
  | { readonly name: 'refused'; readonly error: ParleyError };

/** What a {@link Bridge} needs. */
export interface BridgeOptions {
  readonly open: OpenCarrier;
  /** Waits before the next try. Receives the number of tries that failed, from 1. */
  readonly pause: (failures: number) => Promise<void>;
  readonly orders: OrderHandlers;
  /** Called with the whole state, at first and after each reconnection. */
  readonly onAttached: (whole: WholeState) => void;
  /** Called when main is gone or listens to another page: devices have to be released now. */
  readonly onLost: () => void;
}

/** The only user of the RPC to main: commands up, orders down, and a new connection when the old one is lost. */
export class Bridge {
  readonly #status: Signal<BridgeStatus> = signal({ name: 'connecting' });
  #carrier: Carrier | undefined;

  get status(): ReadonlySignal<BridgeStatus> {
    return this.#status;
  }

  /** Connects, and stays connected until main refuses this page; a page that was replaced waits for its user. */
  async start(options: BridgeOptions): Promise<void> {
    for (let failures = 0; this.#status.value.name !== 'refused'; ) {
      if (await this.#attachOnce(options)) {
        failures = 0;
        const end = await this.#carrier?.closed;
        await this.#lose(options, end);
      } else {
        failures += 1;
        await options.pause(failures);
      }
    }
  }

  /** Sends one command. @throws ParleyError main's own error, or CONNECTION_LOST */
  readonly send = async <Name extends CommandName>(
    name: Name,
    data: CommandData<Name>,
  ): Promise<CommandReply<Name>> => {
    const carrier = this.#carrier;
    if (!carrier) throw new ParleyError('CONNECTION_LOST', 'not attached to main');
    try {
      return await sendCommand(carrier.peer, name, data);
    } catch (thrown) {
      throw ParleyError.from(thrown, 'CONNECTION_LOST');
    }
  };

  async #lose({ onLost }: BridgeOptions, end: CarrierEnd | undefined): Promise<void> {
    this.#carrier = undefined;
    const wanted = Promise.withResolvers<void>();
    this.#status.value =
      end === 'replaced' ? { name: 'replaced', takeBack: () => wanted.resolve() } : { name: 'lost' };
    onLost();
    if (end !== 'replaced') return;
    await wanted.promise;
    this.#status.value = { name: 'connecting' };
  }

  async #attachOnce(options: BridgeOptions): Promise<boolean> {
    try {
      const carrier = await options.open(serveOrders(options.orders));
      this.#carrier = carrier;
      const whole = await this.send('attach', { protocolVersion: PROTOCOL_VERSION });
      options.onAttached(whole);
      this.#status.value = { name: 'attached' };
      return true;
    } catch (thrown) {
      this.#refuseOrGiveUp(ParleyError.from(thrown, 'CONNECTION_LOST'));
      return false;
    }
  }

  #refuseOrGiveUp(error: ParleyError): void {
    this.#carrier?.close();
    this.#carrier = undefined;
    if (!error.retryable) this.#status.value = { name: 'refused', error };
  }
}
