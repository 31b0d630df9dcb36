import { fork } from 'node:child_process';
import { once } from 'node:events';
import { getPriority, setPriority } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { FloodedServer } from '../../support/floods/flooded-server.ts';
import { FLOODS, type FloodName } from '../../support/floods/floods.ts';
import { RawClient } from '../../support/server/raw-client.ts';
import { tokenFor } from '../../support/server/test-server.ts';
import { type Measured, record } from '../figures.ts';

/** Duration of each flood. `PARLEY_FLOOD_MS=2000` shortens it. */
const FLOOD_MS = Number(process.env.PARLEY_FLOOD_MS ?? 8_000);
/** The floods to measure. `PARLEY_FLOODS=requests,unread` selects some. */
const CHOSEN = process.env.PARLEY_FLOODS?.split(',') ?? Object.keys(FLOODS);
const CALM_MS = 2_000;
/** Time between two requests of the innocent client: 40 per second are within its limit. */
const REQUEST_INTERVAL_MS = 25;
/** A revision after all messages of the floods, so that the reply contains none. */
const NOTHING_NEWER = 1_000_000_000;
const MAX_P99_MS = 100;
const MAX_RSS_MB = 300;
/** Niceness values, from -20 to 19. */
const STANDS_BACK_BY = 5;
const FLOODER = new URL('../../support/floods/floods.ts', import.meta.url).pathname;

/** Takes minutes. */
export const usualRuns = 1;

/** 99th percentile of the time that the replies of an innocent client take, in milliseconds. */
async function p99While(client: RawClient, isOver: () => boolean): Promise<number> {
  const tookMs: number[] = [];
  while (!isOver()) {
    const startedAtMs = performance.now();
    const reply = await client.request({ name: 'message.sync', data: { afterRevision: NOTHING_NEWER } });
    if (!reply.includes('"ok":true')) throw new Error(`an innocent client is refused: ${reply}`);
    tookMs.push(performance.now() - startedAtMs);
    await delay(REQUEST_INTERVAL_MS);
  }
  tookMs.sort((one, other) => one - other);
  return tookMs[Math.floor(tookMs.length * 0.99)] ?? Number.NaN;
}

async function calmP99(client: RawClient): Promise<number> {
  const untilMs = performance.now() + CALM_MS;
  return p99While(client, () => performance.now() > untilMs);
}

interface Suffered {
  p99Ms: number;
  /** Share of a core that the flooder used: a flood without CPU time would prove nothing. */
  flooderCpuPercent: number;
}

/**
 * Floods from a separate process. In reality attackers use their own machines; here all processes share two cores, so
 * the flooder has the lower priority.
 */
async function flooded(server: FloodedServer, flood: FloodName, client: RawClient): Promise<Suffered> {
  const flooder = fork(FLOODER, [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  if (flooder.pid !== undefined) setPriority(flooder.pid, Math.min(19, getPriority() + STANDS_BACK_BY));
  let isOver = false;
  let flooderCpuPercent = 0;
  const over = once(flooder, 'exit').then(() => (isOver = true));
  flooder.on('message', (percent) => (flooderCpuPercent = Number(percent)));
  const { url, mediaPort } = server;
  flooder.send({ flood, url, mediaPort, victim: 'alice@example.org', forMs: FLOOD_MS });
  try {
    const p99Ms = await p99While(client, () => isOver || server.hasExited);
    await over;
    return { p99Ms, flooderCpuPercent };
  } finally {
    if (!isOver) flooder.kill('SIGKILL');
    await over;
  }
}

async function measureFlood(flood: FloodName, measured: Measured & { broken: string[] }): Promise<void> {
  const server = await FloodedServer.start('real');
  try {
    const client = await RawClient.signIn(server.url, await tokenFor('Alice'));
    const calm = await calmP99(client);
    server.takePeakRssMb();
    const cutOff = () => ({ p99Ms: Number.POSITIVE_INFINITY, flooderCpuPercent: 0 });
    const { p99Ms, flooderCpuPercent } = await flooded(server, flood, client).catch(cutOff);
    const rssMb = server.takePeakRssMb();
    record(measured.parley, {
      [`${flood}P99Ms`]: p99Ms,
      [`${flood}RssMb`]: rssMb,
      [`${flood}LogKb`]: server.logBytes / 1_024,
      [`${flood}Exits`]: Number(server.hasExited),
      [`${flood}FlooderCpuPercent`]: flooderCpuPercent,
    });
    record(measured.reference, { [`${flood}P99Ms`]: calm });
    if (server.hasExited) measured.broken.push(`${flood}: the server has ended`);
    if (!(p99Ms < MAX_P99_MS))
      measured.broken.push(`${flood}: an innocent client waits ${p99Ms.toFixed()} ms`);
    if (rssMb > MAX_RSS_MB) measured.broken.push(`${flood}: the server takes ${rssMb.toFixed()} MB`);
    client.close();
  } finally {
    await server.close();
  }
}

/**
 * Each flood against a fresh server, while an innocent client sends requests: the 99th percentile of its replies, the
 * server's memory, its log and whether it survives. The reference is the same client before the flood.
 */
export async function measure(runs: number): Promise<Measured> {
  const measured = { parley: {}, reference: {}, broken: [] as string[] };
  for (let run = 0; run < runs; run += 1) {
    for (const flood of CHOSEN as FloodName[]) await measureFlood(flood, measured);
  }
  return measured;
}
