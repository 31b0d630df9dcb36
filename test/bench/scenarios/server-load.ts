import { type LoadOutcome, runLoadRound } from '../../support/load/load-round.ts';
import { LoadServer } from '../../support/load/load-server.ts';
import { type Measured, record, spreadOf } from '../figures.ts';

/** `PARLEY_LOAD_STAY_MS=2000` shortens the stay; `PARLEY_LOAD_PEOPLE=20` makes the crowd smaller. */
const PEOPLE = Number(process.env.PARLEY_LOAD_PEOPLE ?? 100);
const STAY_MS = Number(process.env.PARLEY_LOAD_STAY_MS ?? 60_000);
/** Time over which the joins are spread evenly, and time for the last one. */
const JOIN_OVER_MS = 8_000;
const WARM_UP_STAY_MS = 2_000;

const MAX_JOINED_MS = 10_000;
const MAX_RETURNED_PERCENT = 10;

/** A round takes minutes. */
export const usualRuns = 1;

type Figures = Record<string, number>;

async function measureRound(server: LoadServer): Promise<{ figures: Figures; errors: string[] }> {
  const beforeMb = await server.settledRssMb();
  const round = { people: PEOPLE, joinOverMs: JOIN_OVER_MS, stayMs: STAY_MS };
  const { joinMs, peakRssMb, rostersAgree, errors, ...outcome }: LoadOutcome = await runLoadRound(
    server,
    round,
  );
  const afterMb = await server.settledRssMb();
  const { median, max } = spreadOf(joinMs);
  const figures = {
    ...outcome,
    joinMedianMs: median,
    joinMaxMs: max,
    serverRssBeforeMb: beforeMb,
    serverRssPeakMb: Math.max(peakRssMb, afterMb),
    serverRssAfterMb: afterMb,
    // Less memory than before is fine.
    returnedWithinPercent: Math.max(0, (100 * (afterMb - beforeMb)) / beforeMb),
    errors: errors.length,
    rostersAgree: Number(rostersAgree),
  };
  return { figures, errors };
}

function brokenClaims({ joinedAllMs = 0, returnedWithinPercent = 0 }: Figures, errors: string[]): string[] {
  const broken = [...errors];
  if (joinedAllMs > MAX_JOINED_MS) broken.push(`joining took more than ${MAX_JOINED_MS} ms`);
  if (returnedWithinPercent > MAX_RETURNED_PERCENT) {
    broken.push(`memory is more than ${MAX_RETURNED_PERCENT} % above where it was`);
  }
  return broken;
}

/**
 * A crowd of simulated participants joins one conference of a real server, stays a minute, and leaves. Before memory is
 * first read, another crowd has joined and left, so that the server has allocated what it keeps for good.
 */
export async function measure(runs: number): Promise<Measured> {
  const measured = { parley: {}, reference: {}, broken: [] as string[] };
  const server = await LoadServer.start();
  try {
    await runLoadRound(server, { people: PEOPLE, joinOverMs: JOIN_OVER_MS, stayMs: WARM_UP_STAY_MS });
    for (let run = 0; run < runs; run += 1) {
      const { figures, errors } = await measureRound(server);
      record(measured.parley, figures);
      measured.broken.push(...brokenClaims(figures, errors));
    }
  } finally {
    await server.close();
  }
  return measured;
}
