import { io, type Socket } from 'socket.io-client';
import { ParleyError, WireError } from '../../../protocol/errors.ts';
import type { EndpointId } from '../../../protocol/ids.ts';
import {
  NOTICE_EVENT,
  parseNotice,
  parseReply,
  REQUEST_EVENT,
} from '../../../protocol/signaling/envelope.ts';
import type { Notice, NoticeData, NoticeName } from '../../../protocol/signaling/notices.ts';
import type { RequestData, RequestName, RequestReply } from '../../../protocol/signaling/requests.ts';
import { PROTOCOL_VERSION } from '../../../protocol/version.ts';

export interface ClientOptions {
  url: string;
  token: string;
  protocolVersion?: number;
  extraHeaders?: Record<string, string>;
  /** Called with each notice, which is not kept then. */
  onNotice?: (notice: Notice) => void;
  /** How long a reply may take, in milliseconds. */
  timeoutMs?: number;
}

/** A bare signaling client: sends requests, keeps notices and waits for them. */
export class TestClient {
  readonly socket: Socket;
  readonly notices: Notice[] = [];
  endpointId = '' as EndpointId;
  deviceName = 'test';
  doNotDisturb = false;
  readonly #timeoutMs: number;
  readonly #watchers = new Set<() => void>();

  constructor(options: ClientOptions) {
    const { url, token, protocolVersion = PROTOCOL_VERSION, extraHeaders, onNotice } = options;
    this.#timeoutMs = options.timeoutMs ?? 20_000;
    const take = onNotice ?? ((notice) => void this.notices.push(notice));
    this.socket = io(url, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      auth: { protocolVersion, token },
      extraHeaders,
    });
    this.socket.on(NOTICE_EVENT, (frame: unknown) => {
      take(parseNotice(frame));
      for (const look of [...this.#watchers]) look();
    });
  }

  /** @throws ParleyError the server's refusal */
  connected(): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.socket.connected) return resolve();
      this.socket.once('connect', () => resolve());
      this.socket.once('connect_error', (error: Error & { data?: unknown }) => {
        const wire = WireError.safeParse(error.data);
        reject(wire.success ? ParleyError.fromWire(wire.data) : error);
      });
    });
  }

  /** Registers or refreshes the registration. @throws ParleyError the server's refusal */
  register(): Promise<RequestReply<'register'>> {
    const { deviceName, doNotDisturb } = this;
    return this.request('register', { deviceName, doNotDisturb });
  }

  /** @throws ParleyError the server's refusal */
  async request<Name extends RequestName>(name: Name, data: RequestData<Name>): Promise<RequestReply<Name>> {
    return parseReply(name, await this.send({ name, data }));
  }

  /** Sends any frame. Resolves with the acknowledgement. */
  send(frame: unknown): Promise<unknown> {
    return this.socket.timeout(this.#timeoutMs).emitWithAck(REQUEST_EVENT, frame);
  }

  /** The first notice with this name that fits, now or later. It is removed from `notices`. */
  notice<Name extends NoticeName>(
    name: Name,
    fits: (data: NoticeData<Name>) => boolean = () => true,
  ): Promise<NoticeData<Name>> {
    return new Promise((resolve) => {
      const look = () => {
        const index = this.notices.findIndex(
          (notice) => notice.name === name && fits(notice.data as NoticeData<Name>),
        );
        if (index < 0) return;
        this.#watchers.delete(look);
        const [notice] = this.notices.splice(index, 1);
        resolve(notice?.data as NoticeData<Name>);
      };
      this.#watchers.add(look);
      look();
    });
  }

  /** Resolves when everything that the server has sent to this client so far has arrived. */
  async settled(): Promise<void> {
    await this.register();
  }

  has(name: NoticeName): boolean {
    return this.notices.some((notice) => notice.name === name);
  }

  closed(): Promise<void> {
    return new Promise((resolve) => {
      if (!this.socket.connected) return resolve();
      this.socket.once('disconnect', () => resolve());
    });
  }

  /** Signs out. */
  close(): void {
    this.socket.disconnect();
  }

  /** Breaks the connection without signing out. */
  cut(): void {
    this.socket.io.engine.close();
  }
}
