import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { ParleyError } from '../../../protocol/errors.ts';
import type { Fetch } from '../../core/ports.ts';
import { SHOW_PATH } from './page-server.ts';

const Lock = z.object({ pid: z.number().int(), port: z.number().int(), secret: z.string() });
export type Lock = z.infer<typeof Lock>;

/** What the Parley that holds the profile says when it is asked to show itself. */
const Shown = z.object({ url: z.string().optional() });

const askTimeoutMs = 1_500;

export interface ProfileLockOptions {
  folder: string;
  own: Lock;
  fetch: Fetch;
  /** Whether a process of this id runs. */
  runs(pid: number): boolean;
}

/**
 * Takes the profile for this process: one Parley per data folder. A lock whose owner is gone is taken over.
 * @returns gives the profile back; idempotent
 * @throws ParleyError PROFILE_IN_USE; the Parley that has it has shown itself, or gave an address to open (`url`)
 */
export async function takeProfile(options: ProfileLockOptions): Promise<() => void> {
  const file = path.join(options.folder, 'lock.json');
  mkdirSync(options.folder, { recursive: true, mode: 0o700 });
  while (!create(file, options.own)) {
    const held = read(file);
    if (held !== undefined) await askToShow(held, options);
    remove(file, held);
  }
  return () => remove(file, options.own);
}

/** Creates the file with its whole content at once, or not at all. */
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

/** Removes the lock that was read, and puts back another that somebody took in between. */
function remove(file: string, expected: Lock | undefined): void {
  const aside = `${file}.old.${process.pid}`;
  try {
    renameSync(file, aside);
    const taken = read(aside);
    if (taken !== undefined && taken.secret !== expected?.secret) linkSync(aside, file);
  } catch {
    // Somebody else removed it first.
  }
  rmSync(aside, { force: true });
}

/** @throws ParleyError PROFILE_IN_USE when the owner is alive */
async function askToShow({ pid, port, secret }: Lock, { fetch, runs }: ProfileLockOptions): Promise<void> {
  if (!runs(pid)) return;
  let reply: unknown;
  try {
    const response = await fetch(`http://127.0.0.1:${port}${SHOW_PATH}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}` },
      signal: AbortSignal.timeout(askTimeoutMs),
      redirect: 'error',
    });
    if (!response.ok) return;
    reply = await response.json();
  } catch (error) {
    // Nobody listens there: the process id belongs to another program by now. Silence means that it is busy.
    if ((error as Error).name !== 'TimeoutError') return;
  }
  const shown = Shown.safeParse(reply);
  throw new ParleyError('PROFILE_IN_USE', 'this profile is open already', {
    context: shown.success && shown.data.url !== undefined ? { url: shown.data.url } : {},
  });
}
