import { randomBytes } from 'node:crypto';
import { availableParallelism, homedir } from 'node:os';
import manifest from '../package.json' with { type: 'json' };
import { ParleyError } from '../protocol/errors.ts';
import { localSecretFile } from '../protocol/local/user-folder.ts';
import { writeLocalSecret } from './auth/local-secret-file.ts';
import { systemClock } from './clock.ts';
import { HELP, readCommandLine } from './config/command-line.ts';
import type { ServerConfig } from './config/config.ts';
import { readConfig } from './config/read-config.ts';
import { createListener } from './gateway/listener.ts';
import { createLog, type Logger } from './log.ts';
import type { MediaPort } from './media/media-port.ts';
import { MediaWhenReady } from './media/media-when-ready.ts';
import { routerRtpCapabilities, startMediasoupMedia } from './media/mediasoup-media.ts';
import { readWorkerStatus } from './media/worker/worker-status.ts';
import { type ChildProcessSide, openParentChannel } from './parent-channel.ts';
import { type RunningServer, startServer } from './server.ts';
import { adviceFor } from './start-failure.ts';
import { openStore } from './store/open-store.ts';

/** How long a shutdown may take before the process exits anyway, in milliseconds. */
const SHUTDOWN_MS = 2_000;

const commandLine = readCommandLine(process.argv.slice(2));
if (commandLine.do === 'help') {
  process.stdout.write(HELP);
  process.exit(0);
}
if (commandLine.do === 'refuse') {
  process.stderr.write(`${commandLine.wrong}\n`);
  process.exit(2);
}
if (commandLine.do === 'check') check(commandLine.config);
const parent = openParentChannel(process as ChildProcessSide);
const started = start(commandLine.config);

process.once('SIGINT', shutDown);
process.once('SIGTERM', shutDown);
parent?.onGone(shutDown);

try {
  const { url } = await started;
  await parent?.report({ type: 'listening', url });
  if (parent === undefined && process.stdout.isTTY)
    process.stdout.write(`Parley's server is listening at ${url}. Press Ctrl-C to stop it.\n`);
} catch (thrown) {
  const error = ParleyError.from(thrown, 'SERVER_START_FAILED');
  process.stderr.write(`${adviceFor(error)}\n`);
  await parent?.report({ type: 'failed', error: error.toWire() });
  process.exit(1);
}

/** Exits with 0 if the configuration is valid. */
function check(file: string | undefined): never {
  try {
    readConfig({ file, env: process.env });
  } catch (thrown) {
    process.stderr.write(`${adviceFor(ParleyError.from(thrown, 'SERVER_START_FAILED'))}\n`);
    process.exit(1);
  }
  process.exit(0);
}

async function start(file: string | undefined): Promise<RunningServer> {
  const config = readConfig({ file, env: process.env });
  const log = createLog(config.logLevel);
  const clock = systemClock;
  const listener = createListener(config);
  const media = await startMedia(config, log);
  const places = { env: process.env, platform: process.platform, home: homedir() };
  const newId = () => randomBytes(16).toString('base64url');
  return startServer(config, {
    listener,
    media,
    openStore: () => openStore({ folder: config.dataFolder, newId, clock, log }),
    clock,
    log,
    newId,
    newSecret: () => randomBytes(32),
    publishSecret: (port, secret) => writeLocalSecret(localSecretFile(places, port), secret),
    version: manifest.version,
  });
}

/** With `workerStatusFile` and no worker yet, the server starts without conferences; they become available later. */
async function startMedia(config: ServerConfig, log: Logger): Promise<MediaPort> {
  const clock = systemClock;
  const workers = config.workers ?? availableParallelism();
  const { workerBin, workerStatusFile } = config;
  if (workerBin !== undefined || workerStatusFile === undefined) {
    return startMediasoupMedia({ config, workers, clock, log });
  }
  return new MediaWhenReady({
    routerRtpCapabilities: routerRtpCapabilities(),
    status: () => readWorkerStatus(workerStatusFile),
    start: (made) => startMediasoupMedia({ config: { ...config, workerBin: made }, workers, clock, log }),
    clock,
    log,
  });
}

/** Closes the server and exits, after {@link SHUTDOWN_MS} at the latest. Also works while the server is starting. */
async function shutDown(): Promise<void> {
  setTimeout(() => process.exit(0), SHUTDOWN_MS).unref();
  const running = await started.catch(() => undefined);
  await running?.close();
  process.exit(0);
}
