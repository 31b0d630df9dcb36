import type { Send } from './server.ts';

/** The server's handler of one page's socket. */
export interface Handlers {
  handle(name: string, data: never): unknown;
  close(): void;
}

/** Forwards each message to the other pages. */
export function relayHandlers(_send: Send, others: () => Send[]): Handlers {
  return {
    handle(name, data) {
      for (const send of others()) send(name, data);
    },
    close() {},
  };
}
