import { readFileSync } from 'node:fs';
import * as z from 'zod';

/** Progress of the media worker, as the program that compiles it writes it (`build/worker/worker-status.mjs`). */
export const WorkerStatus = z.discriminatedUnion('state', [
  z.object({ state: z.literal('preparing'), percent: z.number().int().min(0).max(100).optional() }),
  z.object({ state: z.literal('ready'), workerBin: z.string().min(1).max(4_096) }),
  z.object({ state: z.literal('failed'), command: z.string().max(500).optional() }),
]);
export type WorkerStatus = z.infer<typeof WorkerStatus>;

/** Reads a status file. If it is missing or unreadable, the worker counts as being prepared. */
export function readWorkerStatus(file: string): WorkerStatus {
  try {
    return WorkerStatus.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return { state: 'preparing' };
  }
}
