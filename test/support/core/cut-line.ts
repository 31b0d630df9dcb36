import { connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP line to a server that can lose what the server says, and be cut. */
export class CutLine {
  readonly url: string;
  readonly #listener: Server;
  readonly #sockets = new Set<Socket>();
  /** While it is set, nothing of what the server says arrives. */
  deaf = false;
  /** While it is set, nobody gets through. */
  down = false;

  private constructor(listener: Server, port: number) {
    this.#listener = listener;
    this.url = `http://127.0.0.1:${port}`;
  }

  static async to(port: number): Promise<CutLine> {
    const listener = createServer();
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const address = listener.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const line = new CutLine(listener, address.port);
    listener.on('connection', (socket) => line.#pass(socket, port));
    return line;
  }

  /** Breaks every connection that there is. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#listener.close(resolve));
  }

  #pass(near: Socket, port: number): void {
    if (this.down) {
      near.destroy();
      return;
    }
    const far = connect(port, '127.0.0.1');
    near.on('data', (data) => far.write(data));
    far.on('data', (data) => {
      if (!this.deaf) near.write(data);
    });
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
  }
}
