import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Person } from '../support/program/person.ts';

/** The result of one step, as `npm run demo -- --json` prints it. `ms` is its duration. */
export interface StepReport {
  id: string;
  title: string;
  ok: boolean;
  ms: number;
  figures: Record<string, number>;
  shot?: string;
  error?: string;
}

/** @throws Error if the two values differ */
export function expectSame(seen: unknown, wanted: unknown): void {
  if (seen !== wanted) throw new Error(`expected ${JSON.stringify(wanted)}, saw ${JSON.stringify(seen)}`);
}

/** A tour: runs steps in order, with a line and a picture of each. After a failed step the others are skipped. */
export class Tour {
  readonly steps: StepReport[] = [];
  readonly #shots: string | undefined;
  readonly #print: (line: string) => void;

  constructor(shots: string | undefined, print: (line: string) => void) {
    this.#shots = shots;
    this.#print = print;
  }

  get ok(): boolean {
    return this.steps.every((step) => step.ok);
  }

  /** Runs one step, and then takes a picture of the screen of `seenBy`. */
  async step(
    id: string,
    title: string,
    seenBy: () => Person,
    action: () => Promise<Record<string, number> | undefined>,
  ): Promise<void> {
    if (!this.ok) return;
    const startedAtMs = performance.now();
    const report: StepReport = { id, title, ok: true, ms: 0, figures: {} };
    try {
      report.figures = (await action()) ?? {};
    } catch (error) {
      report.ok = false;
      report.error = error instanceof Error ? error.message : String(error);
    }
    report.ms = Math.round(performance.now() - startedAtMs);
    const shot = await this.#shoot(id, seenBy);
    if (shot !== undefined) report.shot = shot;
    this.steps.push(report);
    const figures = Object.entries(report.figures).map(([name, value]) => `${name} ${value}`);
    this.#print(
      `${report.ok ? 'ok    ' : 'not ok'}  ${title}  (${[`${report.ms} ms`, ...figures].join(', ')})`,
    );
    if (report.error !== undefined) this.#print(`        ${report.error}`);
  }

  async #shoot(id: string, seenBy: () => Person): Promise<string | undefined> {
    if (this.#shots === undefined) return undefined;
    const name = `${String(this.steps.length + 1).padStart(2, '0')}-${id.replaceAll('.', '-')}.png`;
    await mkdir(this.#shots, { recursive: true });
    try {
      await seenBy().page.screenshot({ path: join(this.#shots, name) });
      return name;
    } catch {
      // The step's result does not depend on the picture.
      return undefined;
    }
  }
}
