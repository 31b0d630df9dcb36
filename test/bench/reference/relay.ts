import type { Send } from './server.ts';

/** What one page's socket does on the server. */
export interface Handlers {
  handle(name: string, data: never): unknown;
  close(): void;
}

/** Passes everything on to the others. */
export function relayHandlers(_send: Send, others: () => Send[]): Handlers {
  return {
    handle(name, data) {
      for (const send of others()) send(name, data);
    },
    close() {},
  };
}
