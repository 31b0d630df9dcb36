import { readFileSync } from 'node:fs';
import path from 'node:path';
import { writePrivately } from '../profile/data-folder.ts';

/**
 * The port on which a profile's page was served last. The page's origin holds the user's device permissions, so it
 * should stay the same from start to start.
 */
export function readRememberedPort(dataFolder: string): number | undefined {
  try {
    const port = Number(readFileSync(path.join(dataFolder, 'port'), 'utf8'));
    return Number.isInteger(port) && port > 1023 && port < 65_536 ? port : undefined;
  } catch {
    return undefined;
  }
}

export function rememberPort(dataFolder: string, port: number): void {
  writePrivately(path.join(dataFolder, 'port'), String(port));
}
