import type { ConsumerId, ProducerId } from '../../protocol/ids.ts';
import type { CancelTimer, Clock } from '../clock.ts';

/** How long a lower demand must last before the sender is notified, in milliseconds. */
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
 * Computes the highest layer that is needed from each simulcast producer, so that its sender encodes no higher ones: the
 * highest layer that one of its consumers wants, null if all of them are paused, and the lowest layer if it has no
 * consumers, so that the next receiver gets a first picture soon.
 *
 * A sender starts with all layers. It is notified of a higher demand immediately, and of a lower one only after some time:
 * stopping and restarting an encoder while people change their layouts costs more than it saves.
 */
export class LayerDemand {
  readonly #clock: Clock;
  readonly #tell: (producerId: ProducerId, layer: Layer) => void;
  readonly #demands = new Map<ProducerId, Demand>();

  /** @param tell notifies the sender; called only on a change */
  constructor(clock: Clock, tell: (producerId: ProducerId, layer: Layer) => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  /** A producer with the layers 0 to `topLayer` was created. */
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

  /** A consumer wants up to this layer, or nothing. Ignored for producers without simulcast. */
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

  /** This producer is closed: its sender gets no more notices. */
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

/** Null is lower than the lowest layer. */
function rank(layer: Layer): number {
  return layer ?? -1;
}
