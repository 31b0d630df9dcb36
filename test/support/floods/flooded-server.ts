import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServerReport } from '../../../protocol/local/embedded.ts';
import { freePort } from '../program/person.ts';
import { TEST_DOMAIN, TEST_SECRET } from '../server/test-server.ts';

const PROGRAMS = {
  real: new URL('../../../server/main.ts', import.meta.url).pathname,
  'without-media': new URL('./server-without-media.ts', import.meta.url).pathname,
};
const MEMORY_INTERVAL_MS = 50;

/** A server in a separate process, whose memory and exit are observed. */
export class FloodedServer {
  readonly url: string;
  readonly mediaPort: number;
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #memoryTimer: NodeJS.Timeout;
  #peakRssMb = 0;
  #logBytes = 0;

  private constructor(child: ChildProcess, folder: string, ports: { url: string; mediaPort: number }) {
    this.#child = child;
    this.#folder = folder;
    this.url = ports.url;
    this.mediaPort = ports.mediaPort;
    child.stderr?.on('data', (chunk: Buffer) => (this.#logBytes += chunk.length));
    this.#memoryTimer = setInterval(() => this.rssMb, MEMORY_INTERVAL_MS);
  }

  /** @throws Error with the server's error if it does not start */
  static async start(program: keyof typeof PROGRAMS): Promise<FloodedServer> {
    const folder = await mkdtemp(join(tmpdir(), 'parley-flooded-'));
    const mediaPort = await freePort();
    const child = fork(PROGRAMS[program], [], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: {
        ...process.env,
        PARLEY_PORT: '0',
        PARLEY_MEDIA_PORT: String(mediaPort),
        PARLEY_WORKERS: '1',
        PARLEY_DATA_FOLDER: folder,
        PARLEY_DOMAIN: TEST_DOMAIN,
        PARLEY_JWT_SECRET: TEST_SECRET,
        PARLEY_LOG_LEVEL: 'info',
      },
    });
    const report = ServerReport.parse((await once(child, 'message'))[0]);
    if (report.type === 'failed') throw new Error(`the server did not start: ${report.error.code}`);
    return new FloodedServer(child, folder, { url: report.url, mediaPort });
  }

  get hasExited(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** The server's log so far. */
  get logBytes(): number {
    return this.#logBytes;
  }

  /** Memory that the process uses now (resident set), in MiB; 0 after it has exited. */
  get rssMb(): number {
    if (this.hasExited) return 0;
    const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
    const rssMb = Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1_024;
    this.#peakRssMb = Math.max(this.#peakRssMb, rssMb);
    return rssMb;
  }

  /** Highest memory since the last call, in MiB. */
  takePeakRssMb(): number {
    const peak = Math.max(this.#peakRssMb, this.rssMb);
    this.#peakRssMb = 0;
    return peak;
  }

  async close(): Promise<void> {
    clearInterval(this.#memoryTimer);
    if (!this.hasExited) {
      this.#child.kill('SIGTERM');
      await once(this.#child, 'exit');
    }
    await rm(this.#folder, { recursive: true, force: true });
  }
}
