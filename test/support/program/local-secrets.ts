import { createHmac } from 'node:crypto';
import type { LocalSecrets } from '../../../electron/core/ports.ts';

/** Secrets of servers on this machine, in memory in place of the user's files. */
export class MemorySecrets implements LocalSecrets {
  readonly #secrets = new Map<number, Uint8Array>();

  /** Stores a server's secret, as a server does when it starts to listen. */
  readonly publish = (port: number, secret: Uint8Array): (() => void) => {
    this.#secrets.set(port, secret);
    return () => this.#secrets.delete(port);
  };

  sign(port: number, text: string): string | undefined {
    const secret = this.#secrets.get(port);
    return secret && createHmac('sha256', secret).update(text).digest('base64url');
  }
}

/** The secrets of the servers and clients in this process. */
export const sharedSecrets = new MemorySecrets();
