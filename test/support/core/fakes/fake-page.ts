import type { ConnectedPage, PageConnection } from '../../../../electron/core/ports.ts';
import type { AppState } from '../../../../protocol/rpc/app-state.ts';
import type { CommandData, CommandName, CommandReply } from '../../../../protocol/rpc/commands.ts';
import { type OrderHandlers, sendCommand, serveOrders } from '../../../../protocol/rpc/envelope.ts';
import type { OrderData, OrderName, OrderReply } from '../../../../protocol/rpc/orders.ts';
import { PROTOCOL_VERSION } from '../../../../protocol/version.ts';
import { StateMirror } from '../../../../renderer/state/state-mirror.ts';
import { settled } from '../../fake-clock.ts';
import { PAGE_FINGERPRINT, PAGE_RTP_CAPABILITIES } from './canned-media.ts';
import { type DoneOrder, FakeSending } from './fake-sending.ts';

type Answer<Name extends OrderName> = (data: OrderData<Name>) => Promise<OrderReply<Name>>;

/** The client core, to which pages connect. */
export interface PageHost {
  connectPage(page: ConnectedPage): PageConnection;
}

/** Plays a page: takes the orders, keeps what it was told, gives canned media. */
export class FakePage {
  /** Every order but `state-changed`, in order of arrival. */
  readonly orders: { name: OrderName; data: unknown }[] = [];
  /** What it had heard when it was told that a newer page has taken over. */
  heardBeforeReplaced: OrderName[] | undefined;
  /** Called with each state that the page shows. */
  whenShown: (state: AppState) => void = () => {};
  #state: AppState | undefined;
  readonly #mirror = new StateMirror({
    read: () => this.send('read-state', {}),
    pause: () => settled(),
    show: (state) => {
      this.#state = state;
      this.whenShown(state);
    },
  });
  #handlers: OrderHandlers;
  #sending: FakeSending | undefined;
  readonly #connection: PageConnection;

  constructor(host: PageHost) {
    const done = async () => ({});
    this.#handlers = {
      'state-changed': async (change) => {
        this.#mirror.change(change);
        return {};
      },
      'open-sources': async () => ({ microphone: { open: true }, camera: { open: true } }),
      'set-source': async () => ({ open: true }),
      'release-lease': async () => ({ released: [] }),
      'messages-changed': done,
      'use-devices': done,
      'open-screen': async () => ({ result: { open: true }, name: 'Screen' }),
      'peer-restart': async () => ({ offer: 'v=0 restart' }),
      'peer-reanswer': async () => ({ answer: 'v=0 reanswer' }),
      'peer-hold': done,
      'peer-offer': async () => ({ offer: 'v=0 offer' }),
      'peer-answer': async () => ({ answer: 'v=0 answer' }),
      'peer-apply-answer': done,
      'peer-add-candidate': done,
      'sfu-capabilities': async () => ({
        rtpCapabilities: PAGE_RTP_CAPABILITIES,
        dtlsParameters: { role: 'client', fingerprints: [PAGE_FINGERPRINT] },
      }),
      'sfu-open': done,
      'hand-over': done,
      'sfu-consume': done,
      'sfu-close-consumer': done,
      'sfu-make-key-frame': done,
      'sfu-layers-wanted': done,
      'sfu-suspend': done,
      'sfu-resume': done,
      'stay-exited': done,
      'leave-failed': done,
      'show-reaction': done,
      'close-carriage': done,
    };
    this.#connection = host.connectPage({
      handle: async (name, data) => {
        if (name !== 'state-changed') this.orders.push({ name: name as OrderName, data });
        const result = await serveOrders(this.#handlers).handle(name, data);
        if (result.ok) this.#sending?.did({ name, data, reply: result.value } as DoneOrder);
        return result;
      },
      replaced: () => {
        this.heardBeforeReplaced = this.heard;
      },
    });
  }

  get state(): AppState {
    if (this.#state === undefined) throw new Error('not attached');
    return this.#state;
  }

  /** Answers one kind of order in another way. */
  when<Name extends OrderName>(name: Name, answer: Answer<Name>): void {
    this.#handlers = { ...this.#handlers, [name]: answer };
  }

  /** From now on it sends in its stays what its leases have open. @param pause before a refused request is made again */
  sendInStays(pause: () => Promise<void> = settled): void {
    this.#sending = new FakeSending(this, pause);
  }

  async attach(protocolVersion = PROTOCOL_VERSION): Promise<void> {
    this.#mirror.attach(await sendCommand(this.#connection, 'attach', { protocolVersion }));
  }

  send<Name extends CommandName>(name: Name, data: CommandData<Name>): Promise<CommandReply<Name>> {
    return sendCommand(this.#connection, name, data);
  }

  /** The names of the orders so far. */
  get heard(): OrderName[] {
    return this.orders.map(({ name }) => name);
  }

  /** The data of the latest order of a name. */
  latest<Name extends OrderName>(name: Name): OrderData<Name> {
    const found = this.orders.findLast((order) => order.name === name);
    if (found === undefined) throw new Error(`no order "${name}"`);
    return found.data as OrderData<Name>;
  }

  /** Closed by the user, reloaded, or crashed. */
  close(): void {
    this.#connection.closed();
  }

  /** Waits until everything that can happen has happened. */
  settled = settled;
}
