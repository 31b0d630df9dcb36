import type { CarriageId } from '../../../protocol/ids.ts';
import type { OrderData } from '../../../protocol/rpc/orders.ts';
import type { TellFact } from '../media-ports.ts';
import { HandOver } from './hand-over.ts';
import type { Players } from './play-watches.ts';

/** What {@link HandOvers} need. */
export interface HandOversOptions {
  readonly players: Players;
  readonly tell: TellFact;
}

/** All hand-overs of sources from sessions to the conferences of this page. */
export class HandOvers {
  readonly #options: HandOversOptions;
  /** By conference, and then by owner and source. */
  readonly #all = new Map<CarriageId, Map<string, HandOver>>();

  constructor(options: HandOversOptions) {
    this.#options = options;
  }

  /** Begins hand-overs of these sources. Each replaces an earlier hand-over of its source. */
  begin({ conferenceId, owner, from }: OrderData<'hand-over'>): void {
    const { players, tell } = this.#options;
    const all = this.#all.get(conferenceId) ?? new Map<string, HandOver>();
    this.#all.set(conferenceId, all);
    for (const { carriageId, source } of from) {
      const name = `${owner} ${source}`;
      all.get(name)?.close();
      const handOver = new HandOver({
        from: { carriageId, owner: 'peer', source },
        to: { carriageId: conferenceId, owner, source },
        players,
        onCarried: () => tell('source-carried', { conferenceId, owner, source }),
      });
      all.set(name, handOver);
    }
  }

  /** Ends the hand-overs to a conference that is over: tracks of its sessions that still exist continue to play. */
  end(conferenceId: CarriageId): void {
    for (const handOver of this.#all.get(conferenceId)?.values() ?? []) handOver.close();
    this.#all.delete(conferenceId);
  }

  /** Ends all hand-overs. */
  endAll(): void {
    for (const conferenceId of this.#all.keys()) this.end(conferenceId);
  }
}
