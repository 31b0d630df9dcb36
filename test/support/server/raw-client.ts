import { once } from 'node:events';
import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import { PROTOCOL_VERSION } from '../../../protocol/version.ts';

/** A client that can send anything: Engine.IO 4 and Socket.IO 5 by hand, on one WebSocket. */
export class RawClient {
  readonly socket: WebSocket;
  /** Resolves with the close code when the connection is gone. */
  readonly closed: Promise<number>;
  /** All received messages, oldest first. */
  readonly heard: string[] = [];
  readonly #watchers = new Set<() => void>();
  #lastId = 0;

  private constructor(url: string) {
    this.socket = new WebSocket(`${url.replace(/^http/, 'ws')}/socket.io/?EIO=4&transport=websocket`);
    this.closed = new Promise((resolve) => this.socket.once('close', resolve));
    // A connection that the server closes may also emit an error.
    this.socket.on('error', () => {});
    this.socket.on('message', (data) => this.#hear(String(data)));
  }

  /** A WebSocket on which nothing was sent yet. */
  static async open(url: string): Promise<RawClient> {
    const client = new RawClient(url);
    await once(client.socket, 'open');
    return client;
  }

  /** A signed-in client, registered unless `register` is false. */
  static async signIn(url: string, token: string, { register = true } = {}): Promise<RawClient> {
    const client = await RawClient.open(url);
    client.write(connectPacket(token));
    await client.hears((message) => message.startsWith('40'));
    if (register)
      await client.request({ name: 'register', data: { deviceName: 'raw', doNotDisturb: false } });
    return client;
  }

  get isOpen(): boolean {
    return this.socket.readyState === WebSocket.OPEN;
  }

  write(message: string | Buffer): void {
    if (this.isOpen) this.socket.send(message);
  }

  /** Resolves with the acknowledgement as it is on the wire. */
  async request(frame: unknown): Promise<string> {
    this.#lastId += 1;
    const id = this.#lastId;
    this.write(`42${id}["request",${JSON.stringify(frame)}]`);
    return this.hears((message) => message.startsWith(`43${id}[`));
  }

  /** The first message that fits. It is removed from `heard`. */
  hears(fits: (message: string) => boolean): Promise<string> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const index = this.heard.findIndex(fits);
        if (index < 0) return;
        this.#watchers.delete(look);
        resolve(this.heard.splice(index, 1)[0] ?? '');
      };
      this.#watchers.add(look);
      void this.closed.then(() => reject(new Error('the connection is gone')));
      look();
    });
  }

  /** Stops reading, so that the server cannot send. */
  stopReading(): void {
    const { _socket: socket } = this.socket as unknown as { _socket: Socket };
    socket.removeAllListeners('data');
    socket.pause();
  }

  close(): void {
    this.socket.terminate();
  }

  #hear(message: string): void {
    if (message === '2') this.write('3');
    else this.heard.push(message);
    for (const look of [...this.#watchers]) look();
  }
}

/** Socket.IO CONNECT with a sign-in. */
export function connectPacket(token: string): string {
  return `40${JSON.stringify({ protocolVersion: PROTOCOL_VERSION, token })}`;
}
