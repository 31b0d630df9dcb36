/** One figure over all runs, in the unit that its name ends with. */
export interface Spread {
  min: number;
  median: number;
  max: number;
}

/** Values of each figure, one a run. */
export type Samples = Record<string, number[]>;

/** What one scenario measured: Parley's figures and, run by run beside them, the reference's. */
export interface Measured {
  parley: Samples;
  reference: Samples;
  /** What is claimed and did not hold, in words. */
  broken?: readonly string[];
}

/** What `npm run bench` prints with `--json`. */
export interface Report {
  name: string;
  runs: number;
  parley: Record<string, Spread>;
  reference: Record<string, Spread>;
  ratio: Record<string, Spread>;
}

const rounded = (value: number) => Math.round(value * 1_000) / 1_000;

/** Least, middle and greatest of a list that is not empty. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (index: number) => rounded(sorted[index] ?? Number.NaN);
  const middle = (sorted.length - 1) / 2;
  const median = rounded((at(Math.floor(middle)) + at(Math.ceil(middle))) / 2);
  return { min: at(0), median, max: at(sorted.length - 1) };
}

const spreads = (samples: Samples) =>
  Object.fromEntries(Object.entries(samples).map(([figure, values]) => [figure, spreadOf(values)]));

/**
 * Sums the runs up; each ratio is taken within a run, so that a slow moment slows both sides of it. There is none to
 * nothing.
 */
export function reportOf(name: string, { parley, reference }: Measured): Report {
  const ratios: Samples = {};
  for (const [figure, values] of Object.entries(parley)) {
    const others = reference[figure];
    if (others?.every((other) => other !== 0))
      ratios[figure] = values.map((value, run) => value / (others[run] ?? Number.NaN));
  }
  const runs = Math.max(0, ...Object.values(parley).map((values) => values.length));
  return { name, runs, parley: spreads(parley), reference: spreads(reference), ratio: spreads(ratios) };
}

/** Adds one run's figures to the samples. */
export function record(samples: Samples, figures: Record<string, number>): void {
  for (const [figure, value] of Object.entries(figures)) {
    samples[figure] ??= [];
    samples[figure].push(value);
  }
}
