import type { ConsumerId, ProducerId } from '../../protocol/ids.ts';
import type { CancelTimer, Clock } from '../clock.ts';

/** A sender is told of less when nothing has changed for this long, in milliseconds. */
export const CALM_MS = 2_000;

/** A spatial layer from 0, or null for no picture at all. */
type Layer = number | null;

interface Demand {
  topLayer: number;
  /** What each consumer wants; null while it is paused. */
  wants: Map<ConsumerId, Layer>;
  wanted: Layer;
  told: Layer;
  cancelTimer: CancelTimer;
}

/**
 * Works out for each simulcast producer of a room which layers anybody wants, so that its sender encodes no others:
 * the highest that one of its consumers wants, null when all of them are paused, and the lowest when it has none, so
 * that whoever comes next sees a first picture soon.
 *
 * A sender begins with all its layers. It is told of more at once, and of less only when that has stood for a while:
 * an encoder that is stopped and started while people change their layouts costs more than it saves.
 */
export class LayerDemand {
  readonly #clock: Clock;
  readonly #tell: (producerId: ProducerId, layer: Layer) => void;
  readonly #demands = new Map<ProducerId, Demand>();

  /** @param tell tells the sender; called on change only */
  constructor(clock: Clock, tell: (producerId: ProducerId, layer: Layer) => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  /** A producer with the layers 0 to `topLayer` is there. */
  produced(producerId: ProducerId, topLayer: number): void {
    const demand: Demand = {
      topLayer,
      wants: new Map(),
      wanted: topLayer,
      told: topLayer,
      cancelTimer: () => {},
    };
    this.#demands.set(producerId, demand);
    this.#review(producerId, demand);
  }

  /** A consumer wants this layer now, or nothing. Other producers than those of simulcast are no matter. */
  wants(producerId: ProducerId, consumerId: ConsumerId, layer: Layer): void {
    const demand = this.#demands.get(producerId);
    if (demand === undefined) return;
    demand.wants.set(consumerId, layer);
    this.#review(producerId, demand);
  }

  /** This consumer is closed. */
  consumerClosed(producerId: ProducerId, consumerId: ConsumerId): void {
    const demand = this.#demands.get(producerId);
    if (demand?.wants.delete(consumerId)) this.#review(producerId, demand);
  }

  /** This producer is closed: its sender is told nothing more. */
  producerClosed(producerId: ProducerId): void {
    this.#demands.get(producerId)?.cancelTimer();
    this.#demands.delete(producerId);
  }

  /** Idempotent. */
  close(): void {
    for (const producerId of [...this.#demands.keys()]) this.producerClosed(producerId);
  }

  #review(producerId: ProducerId, demand: Demand): void {
    const wanted = highest(demand);
    if (wanted === demand.wanted) return;
    demand.wanted = wanted;
    demand.cancelTimer();
    const tell = () => {
      demand.told = wanted;
      this.#tell(producerId, wanted);
    };
    if (rank(wanted) > rank(demand.told)) tell();
    else if (wanted !== demand.told) demand.cancelTimer = this.#clock.after(CALM_MS, tell);
  }
}

function highest({ wants, topLayer }: Demand): Layer {
  if (wants.size === 0) return 0;
  const rankWanted = Math.max(...[...wants.values()].map(rank));
  return rankWanted < 0 ? null : Math.min(rankWanted, topLayer);
}

/** Nothing is less than the lowest layer. */
function rank(layer: Layer): number {
  return layer ?? -1;
}
