/** Makes the media worker while Parley runs, and keeps `STATUS_FILE`, its argument, up to date. */
import { runScript } from '../setup/setup-error.mjs';
import { ensureWorker } from './ensure-worker.mjs';
import { writeStatus } from './worker-status.mjs';

const [statusFile] = process.argv.slice(2);
// What started this has ended: what is compiled by now is there for the next start.
const orphaned = () => process.kill(process.pid, 'SIGTERM');
process.once('disconnect', orphaned);

await runScript(async () => {
  const log = (line) => process.stderr.write(`${line}\n`);
  const onPercent = (percent) => writeStatus(statusFile, { state: 'preparing', percent });
  try {
    const workerBin = await ensureWorker({ log, onPercent });
    writeStatus(statusFile, { state: 'ready', workerBin });
  } catch (error) {
    writeStatus(statusFile, { state: 'failed', ...(error.command && { command: error.command }) });
    throw error;
  } finally {
    // The channel to the parent would keep this process alive; closing it is no sign that the parent has ended.
    process.off('disconnect', orphaned);
    process.disconnect?.();
  }
});
