/** One figure over all runs, in the unit at the end of its name. */
export interface Spread {
  min: number;
  median: number;
  max: number;
}

/** Values of each figure, one per run. */
export type Samples = Record<string, number[]>;

/** The measurements of one scenario: Parley's figures and the reference's, run by run. */
export interface Measured {
  parley: Samples;
  reference: Samples;
  /** Descriptions of the claims that failed. */
  broken?: readonly string[];
}

/** The output of `npm run bench` with `--json`. */
export interface Report {
  name: string;
  runs: number;
  parley: Record<string, Spread>;
  reference: Record<string, Spread>;
  ratio: Record<string, Spread>;
}

const rounded = (value: number) => Math.round(value * 1_000) / 1_000;

/** Minimum, median and maximum of a non-empty list. */
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
 * Summarises the runs. Each ratio compares values of the same run, so that a slow phase affects both. There is no ratio
 * to zero.
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
