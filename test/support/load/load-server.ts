import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { ServerReport } from '../../../protocol/local/embedded.ts';
import { workerPids } from '../server/conference/worker-processes.ts';
import { TEST_DOMAIN, TEST_SECRET } from '../server/test-server.ts';

const PROGRAM = new URL('./plain-server.ts', import.meta.url).pathname;
/** Time after which an empty conference is removed: short, to free its memory, but long enough for the first join. */
const EMPTY_MS = 2_000;
const KB_PER_MB = 1_024;
/** Memory has settled when this many consecutive readings are no lower. */
const READS_UNCHANGED = 5;
const READ_INTERVAL_MS = 300;
const LITTLE_MB = 0.5;

/** The standalone server in a separate process, for participants with plain RTP. */
export class LoadServer {
  readonly url: string;
  /** Errors in the server's log. */
  readonly errors: string[] = [];
  readonly #child: ChildProcess;
  readonly #folder: string;

  private constructor(child: ChildProcess, folder: string, url: string) {
    this.#child = child;
    this.#folder = folder;
    this.url = url;
    // Each line of the log is JSON; Node's own warnings are text.
    if (child.stderr) {
      createInterface(child.stderr).on('line', (line) => line.startsWith('{') && this.errors.push(line));
    }
  }

  /** @throws Error with the server's error if it does not start */
  static async start(): Promise<LoadServer> {
    const folder = await mkdtemp(join(tmpdir(), 'parley-load-'));
    const child = fork(PROGRAM, [], {
      execArgv: ['--expose-gc'],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: {
        ...process.env,
        PARLEY_PORT: '0',
        PARLEY_MEDIA_PORT: '0',
        PARLEY_WORKERS: '1',
        PARLEY_DATA_FOLDER: folder,
        PARLEY_DOMAIN: TEST_DOMAIN,
        PARLEY_JWT_SECRET: TEST_SECRET,
        PARLEY_LOG_LEVEL: 'error',
        PARLEY_TIMINGS: JSON.stringify({ emptyConferenceMs: EMPTY_MS }),
      },
    });
    const report = ServerReport.parse((await once(child, 'message'))[0]);
    if (report.type === 'failed') throw new Error(`the server did not start: ${report.error.code}`);
    return new LoadServer(child, folder, report.url);
  }

  /** Memory that the server and its media workers use now (resident set), in MiB. */
  get rssMb(): number {
    const pids = [this.#pid, ...workerPids(this.#pid)];
    return pids.reduce((sum, pid) => sum + rssKbOf(pid), 0) / KB_PER_MB;
  }

  /** {@link rssMb} after garbage collection, when it no longer falls. */
  async settledRssMb(): Promise<number> {
    let lowest = Number.POSITIVE_INFINITY;
    for (let unchanged = 0; unchanged < READS_UNCHANGED; unchanged += 1) {
      this.#child.send('collect');
      await once(this.#child, 'message');
      await delay(READ_INTERVAL_MS);
      const { rssMb } = this;
      if (rssMb < lowest - LITTLE_MB) unchanged = 0;
      lowest = Math.min(lowest, rssMb);
    }
    return lowest;
  }

  /** One of the figures at `/metrics`. */
  async metric(name: string): Promise<number> {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    const line = text.split('\n').find((each) => each.startsWith(`${name} `));
    return Number(line?.split(' ')[1] ?? Number.NaN);
  }

  async close(): Promise<void> {
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await gone;
    await rm(this.#folder, { recursive: true });
  }

  get #pid(): number {
    if (this.#child.pid === undefined) throw new Error('the server has no process');
    return this.#child.pid;
  }
}

function rssKbOf(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
}
