/** Gets the media worker while Parley runs, and updates the status file that its argument names. */
import { runScript } from '../setup/setup-error.mjs';
import { ensureWorker } from './ensure-worker.mjs';
import { writeStatus } from './worker-status.mjs';

const [statusFile] = process.argv.slice(2);
// The parent has ended. The next start continues from what is compiled by now.
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
    // The channel to the parent would keep this process alive. Closing it does not mean that the parent has ended.
    process.off('disconnect', orphaned);
    process.disconnect?.();
  }
});
