import { createHmac } from 'node:crypto';
import type { LocalSecrets } from '../../../electron/core/ports.ts';

/** Secrets of servers on this machine, in memory in the place of the user's files. */
export class MemorySecrets implements LocalSecrets {
  readonly #secrets = new Map<number, Uint8Array>();

  /** As a server does when it listens. */
  readonly publish = (port: number, secret: Uint8Array): (() => void) => {
    this.#secrets.set(port, secret);
    return () => this.#secrets.delete(port);
  };

  sign(port: number, text: string): string | undefined {
    const secret = this.#secrets.get(port);
    return secret && createHmac('sha256', secret).update(text).digest('base64url');
  }
}

/** Those of the servers and clients in this process. */
export const secretsHere = new MemorySecrets();
