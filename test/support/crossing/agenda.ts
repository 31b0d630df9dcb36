import type { Random } from './random.ts';

/**
 * What is on its way: in each lane the first to come is the first to arrive, unless the lane reorders; between the
 * lanes chance decides. Nothing arrives by itself, so that a seed decides the whole run.
 */
export class Agenda {
  readonly #random: Random;
  readonly #lanes = new Map<string, (() => void)[]>();
  /** How likely the second of a lane overtakes the first. */
  readonly #reordering: number;

  constructor(random: Random, reordering: number) {
    this.#random = random;
    this.#reordering = reordering;
  }

  get empty(): boolean {
    return this.#lanes.size === 0;
  }

  add(lane: string, task: () => void): void {
    const waiting = this.#lanes.get(lane);
    if (waiting) waiting.push(task);
    else this.#lanes.set(lane, [task]);
  }

  /** Resolves when this lane's turn comes. */
  turn(lane: string): Promise<void> {
    return new Promise((resolve) => this.add(lane, resolve));
  }

  /** What is on its way in these lanes never arrives. */
  lose(...lanes: string[]): void {
    for (const lane of lanes) this.#lanes.delete(lane);
  }

  /** Lets one thing arrive. */
  step(): void {
    if (this.empty) return;
    const lane = this.#random.pick([...this.#lanes.keys()]);
    const waiting = this.#lanes.get(lane) ?? [];
    const overtakes = waiting.length > 1 && this.#random.chance(this.#reordering);
    const [task] = waiting.splice(overtakes ? 1 : 0, 1);
    if (waiting.length === 0) this.#lanes.delete(lane);
    task?.();
  }
}
