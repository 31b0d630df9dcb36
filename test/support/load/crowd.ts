import { setTimeout as delay } from 'node:timers/promises';
import type { ConferenceId } from '../../../protocol/ids.ts';
import { until } from '../until.ts';
import type { Reception } from './rtp-peer.ts';
import { SimulatedParticipant } from './simulated-participant.ts';

/** Numbers of people who talk and who have a camera on, independent of the size of the crowd. */
const SPEAKERS = 5;
const CAMERAS = 5;
/** How long media and rosters may take to reach everyone on a busy machine. */
const PATIENCE_MS = 20_000;

export interface CrowdOptions {
  size: number;
  /** URL of the server. */
  url: string;
  failed: (what: string) => void;
}

/** Simulated participants who act together. */
export class Crowd {
  readonly #people: SimulatedParticipant[];

  private constructor(people: SimulatedParticipant[]) {
    this.#people = people;
  }

  static async signIn({ size, ...options }: CrowdOptions): Promise<Crowd> {
    const people: SimulatedParticipant[] = [];
    for (let index = 0; index < size; index += 1) {
      const behaviour = { speaks: index < SPEAKERS, isSeen: index < CAMERAS };
      people.push(await SimulatedParticipant.signIn({ ...options, ...behaviour, name: `Person ${index}` }));
    }
    return new Crowd(people);
  }

  create(): Promise<ConferenceId> {
    return this.#first.create();
  }

  /**
   * Lets all join, one after another at even intervals.
   * @param overMs time from the first join to the last
   * @returns how long each took until they were in and sent media, in milliseconds
   */
  join(id: ConferenceId, overMs: number): Promise<number[]> {
    return Promise.all(
      this.#people.map(async (person, index) => {
        await delay((index * overMs) / this.#people.length);
        const startedAtMs = performance.now();
        await person.join(id);
        return performance.now() - startedAtMs;
      }),
    );
  }

  /** Resolves when media of everyone has reached everyone else. @throws Error if it does not */
  async heardByAll(): Promise<void> {
    const pairs = this.#people.length * (this.#people.length - 1);
    await until(
      () => this.#people.reduce((sum, person) => sum + this.#othersHeardBy(person), 0),
      (heard) => heard === pairs,
      { what: `${pairs} pairs of whom one hears the other`, timeoutMs: PATIENCE_MS },
    );
  }

  /**
   * Resolves when all rosters match the server's, which a participant gets by leaving and joining again.
   * @throws Error if they stay different
   */
  async rostersAgree(id: ConferenceId): Promise<void> {
    const asked = this.#people.at(-1) ?? this.#first;
    await asked.leave();
    await asked.join(id);
    await until(
      () => ({
        different: new Set(this.#people.map(({ roster }) => roster.content)).size - 1,
        size: asked.roster.size,
      }),
      ({ different, size }) => different === 0 && size === this.#people.length,
      { what: 'all rosters to be equal and complete', timeoutMs: PATIENCE_MS },
    );
    await this.heardByAll();
  }

  /** Sum of the packets that have reached all of them. */
  get reception(): Reception {
    const all = this.#people.map(({ reception }) => reception);
    return {
      packets: all.reduce((sum, { packets }) => sum + packets, 0),
      expected: all.reduce((sum, { expected }) => sum + expected, 0),
    };
  }

  async leave(): Promise<void> {
    await Promise.all(this.#people.map((person) => person.leave()));
  }

  signOut(): void {
    for (const person of this.#people) person.signOut();
  }

  get #first(): SimulatedParticipant {
    const [first] = this.#people;
    if (first === undefined) throw new Error('the crowd is empty');
    return first;
  }

  #othersHeardBy({ heard }: SimulatedParticipant): number {
    return this.#people.filter(({ participantId: id }) => id !== undefined && heard.has(id)).length;
  }
}
