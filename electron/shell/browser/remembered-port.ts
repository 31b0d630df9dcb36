import { readFileSync } from 'node:fs';
import path from 'node:path';
import { writePrivately } from '../profile/data-folder.ts';

/**
 * The port on which a profile's page was served last. The browser stores device permissions per origin, so the port
 * should stay the same across starts.
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
