import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { ParleyError } from '../../../protocol/errors.ts';
import type { Fetch } from '../../core/ports.ts';
import { SHOW_PATH } from './page-server.ts';

const Lock = z.object({ pid: z.number().int(), port: z.number().int(), secret: z.string() });
export type Lock = z.infer<typeof Lock>;

/** Reply of the Parley that uses the profile to the request to show its window. */
const ShowReply = z.object({ url: z.string().optional() });

const showTimeoutMs = 1_500;

export interface ProfileLockOptions {
  folder: string;
  own: Lock;
  fetch: Fetch;
  /** Whether a process with this ID runs. */
  isRunning(pid: number): boolean;
}

/**
 * Locks the profile for this process: only one Parley may use a data folder. A lock whose process is gone is replaced.
 * @returns a function that unlocks the profile; idempotent
 * @throws ParleyError PROFILE_IN_USE: the Parley that uses it has shown its window, or returned a URL to open (`url`)
 */
export async function lockProfile(options: ProfileLockOptions): Promise<() => void> {
  const file = path.join(options.folder, 'lock.json');
  mkdirSync(options.folder, { recursive: true, mode: 0o700 });
  while (!create(file, options.own)) {
    const existing = read(file);
    if (existing !== undefined) await askToShow(existing, options);
    remove(file, existing);
  }
  return () => remove(file, options.own);
}

/** Creates the file with its whole content in one step. @returns false if the file exists already */
function create(file: string, own: Lock): boolean {
  const draft = `${file}.${own.pid}`;
  rmSync(draft, { force: true });
  writeFileSync(draft, JSON.stringify(own), { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function read(file: string): Lock | undefined {
  try {
    return Lock.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/** Removes the lock that was read. If another process replaced the lock meanwhile, its lock is restored. */
function remove(file: string, expected: Lock | undefined): void {
  const aside = `${file}.old.${process.pid}`;
  try {
    renameSync(file, aside);
    const removed = read(aside);
    if (removed !== undefined && removed.secret !== expected?.secret) linkSync(aside, file);
  } catch {
    // Another process removed the lock first.
  }
  rmSync(aside, { force: true });
}

/** @throws ParleyError PROFILE_IN_USE if the process that owns the lock runs */
async function askToShow(
  { pid, port, secret }: Lock,
  { fetch, isRunning }: ProfileLockOptions,
): Promise<void> {
  if (!isRunning(pid)) return;
  let reply: unknown;
  try {
    const response = await fetch(`http://127.0.0.1:${port}${SHOW_PATH}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}` },
      signal: AbortSignal.timeout(showTimeoutMs),
      redirect: 'error',
    });
    if (!response.ok) return;
    reply = await response.json();
  } catch (error) {
    // A refused connection means that another program has that process ID now. A timeout means that Parley is busy.
    if ((error as Error).name !== 'TimeoutError') return;
  }
  const parsed = ShowReply.safeParse(reply);
  throw new ParleyError('PROFILE_IN_USE', 'this profile is open already', {
    context: parsed.success && parsed.data.url !== undefined ? { url: parsed.data.url } : {},
  });
}
