import { setTimeout as delay } from 'node:timers/promises';
import { until } from '../until.ts';
import { Crowd } from './crowd.ts';
import type { LoadServer } from './load-server.ts';

const SAMPLE_INTERVAL_MS = 500;

export interface LoadRound {
  people: number;
  /** Time from the first join to the last. */
  joinOverMs: number;
  stayMs: number;
}

export interface LoadOutcome {
  /** How long each join took until the participant was in and sent media. */
  joinMs: number[];
  /** Time from the first request to join until everyone was in. */
  joinedAllMs: number;
  /** Time from then until everyone's media had reached everyone. */
  heardByAllMs: number;
  receivedPackets: number;
  rtpLostPercent: number;
  /** Whether all rosters were equal to the server's at the end of the stay. */
  rostersAgree: boolean;
  /** Highest memory use of the server. */
  peakRssMb: number;
  /** Descriptions of unexpected events. */
  errors: string[];
}

/**
 * A crowd signs in, joins one conference, stays, leaves and signs out. When it resolves, no user is left on the server.
 * @throws Error if a participant cannot join or leave
 */
export async function runLoadRound(server: LoadServer, round: LoadRound): Promise<LoadOutcome> {
  const errors: string[] = [];
  const failed = (what: string) => void errors.push(what);
  const holds = (claim: Promise<void>) =>
    claim.then(
      () => true,
      (thrown: Error) => {
        failed(thrown.message);
        return false;
      },
    );
  const memory = watchMemory(server);
  const crowd = await Crowd.signIn({ size: round.people, url: server.url, failed });
  try {
    const id = await crowd.create();
    const startedAtMs = performance.now();
    const joinMs = await crowd.join(id, round.joinOverMs);
    const joinedAtMs = performance.now();
    await holds(crowd.heardByAll());
    const heardByAllMs = performance.now() - joinedAtMs;
    await delay(round.stayMs);
    const { packets, expected } = crowd.reception;
    const rostersAgree = await holds(crowd.rostersAgree(id));
    await crowd.leave();
    await isZero(server, 'parley_participants');
    await isZero(server, 'parley_conferences');
    errors.push(...server.errors.splice(0));
    return {
      joinMs,
      joinedAllMs: joinedAtMs - startedAtMs,
      heardByAllMs,
      rostersAgree,
      errors,
      receivedPackets: packets,
      rtpLostPercent: (100 * (expected - packets)) / expected,
      peakRssMb: memory.peakMb(),
    };
  } finally {
    memory.stop();
    crowd.signOut();
    await isZero(server, 'parley_endpoints');
  }
}

function watchMemory(server: LoadServer) {
  let peakMb = server.rssMb;
  const look = () => {
    peakMb = Math.max(peakMb, server.rssMb);
  };
  const timer = setInterval(look, SAMPLE_INTERVAL_MS);
  return { peakMb: () => peakMb, stop: () => clearInterval(timer) };
}

async function isZero(server: LoadServer, metric: string): Promise<void> {
  await until(
    () => server.metric(metric),
    (value) => value === 0,
    { what: `${metric} is 0` },
  );
}
