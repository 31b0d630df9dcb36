import { ParleyError } from '../../protocol/errors.ts';
import type { CarriageId } from '../../protocol/ids.ts';
import type { OrderData } from '../../protocol/rpc/orders.ts';
import type { SendCommand } from '../bridge/send-command.ts';
import { SfuCarriage } from './carriages/sfu-carriage.ts';
import type { SfuClient } from './carriages/sfu-device.ts';
import { HandOvers } from './hand-over/hand-overs.ts';
import type { Players } from './hand-over/play-watches.ts';
import type { TellFact } from './media-ports.ts';
import type { Negotiations } from './negotiations.ts';
import type { Publications } from './publications.ts';

/** What {@link Stays} need. */
export interface StaysOptions {
  readonly publications: Publications;
  readonly players: Players;
  readonly negotiations: Negotiations;
  readonly send: SendCommand;
  readonly tell: TellFact;
}

/** The stays of this page, and the hand-overs to them. Loaded with the SFU client, not with the first script. */
export class Stays {
  readonly handOvers: HandOvers;
  readonly #options: StaysOptions;
  readonly #carriages = new Map<CarriageId, SfuCarriage>();

  constructor(options: StaysOptions) {
    this.#options = options;
    this.handOvers = new HandOvers(options);
  }

  /** Opens the carriage of a stay and closes its earlier one. @throws ParleyError MEDIA_NOT_NEGOTIABLE */
  async open({ leaseId, screenLeaseId, consumers, ...opening }: OrderData<'sfu-open'>, client: SfuClient) {
    const { publications, players, negotiations, send, tell } = this.#options;
    const { conferenceId } = opening;
    this.#closeCarriage(conferenceId);
    const publication = publications.open(conferenceId, { leaseId, screenLeaseId });
    const carriage = new SfuCarriage({ opening, publication, client, ...players, send, tell });
    this.#carriages.set(conferenceId, carriage);
    carriage.publishAfter(consumers);
    if (consumers.length > 0) void negotiations.run(carriage.receiving);
    await negotiations.run(carriage.receiveAll(consumers));
  }

  /**
   * A leave has failed: sends from other leases, and what our user silenced by leaving is heard again, whatever the
   * reason of the failure (SPEC CONF-6).
   * @throws ParleyError MEDIA_OBJECT_UNKNOWN
   */
  resume({ conferenceId, ...leases }: OrderData<'sfu-resume'>): void {
    const carriage = this.carriage(conferenceId);
    this.#options.players.remoteTracks.silenceSound(conferenceId, false);
    carriage.resume(this.#options.publications.open(conferenceId, leases));
  }

  /** @throws ParleyError MEDIA_OBJECT_UNKNOWN */
  carriage(conferenceId: CarriageId): SfuCarriage {
    const carriage = this.#carriages.get(conferenceId);
    if (!carriage) throw new ParleyError('MEDIA_OBJECT_UNKNOWN', 'no such stay');
    return carriage;
  }

  /** Ends a stay, and the hand-overs to it. Idempotent. */
  close(conferenceId: CarriageId): void {
    this.#closeCarriage(conferenceId);
    this.handOvers.end(conferenceId);
  }

  /** Ends all stays. */
  closeAll(): void {
    for (const conferenceId of this.#carriages.keys()) this.#closeCarriage(conferenceId);
    this.handOvers.endAll();
  }

  #closeCarriage(conferenceId: CarriageId): void {
    this.#carriages.get(conferenceId)?.close();
    if (this.#carriages.delete(conferenceId)) this.#options.publications.forget(conferenceId);
  }
}
