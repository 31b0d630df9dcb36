import type { ParleyError } from '../../protocol/errors.ts';
import type { InvitationId } from '../../protocol/ids.ts';
import type { ServerReport } from '../../protocol/local/embedded.ts';
import type { CommandHandlers, RpcPeer } from '../../protocol/rpc/envelope.ts';
import type { OrderData, OrderName, OrderReply } from '../../protocol/rpc/orders.ts';
import type { Notice } from '../../protocol/signaling/notices.ts';
import type { Handshake, RequestData, RequestName, RequestReply } from '../../protocol/signaling/requests.ts';

/** Time, so that tests can own it. */
export interface Clock {
  /** Milliseconds since the epoch, for what is shown, stored, or compared with times of the server. */
  now(): number;
  /** Milliseconds since any start, for durations: setting the system's clock does not change it. */
  monotonicMs(): number;
  /** Calls `task` once after `delayMs`; the returned function calls it off. */
  after(delayMs: number, task: () => void): () => void;
}

/** Random ids: unguessable, and in the alphabet of `protocol/ids.ts`. */
export interface Ids {
  next(): string;
}

/** Where the core tells what it cannot tell the user. Never given secrets or contents. */
export interface Log {
  warn(message: string, facts?: Record<string, unknown>): void;
  info(message: string, facts?: Record<string, unknown>): void;
  /** Every move of a state machine; only `npm run dev` prints them. */
  trace?(message: string, facts: Record<string, unknown>): void;
}

/** A server that was started as a child process. */
export interface ServerChild {
  /** Its one report: where it listens, or why it failed. Never rejects. */
  readonly report: Promise<ServerReport>;
  /** Resolves when the process is gone. Never rejects. */
  readonly exited: Promise<void>;
  /** Asks it to end and makes sure that it does. Idempotent. */
  stop(): Promise<void>;
}

/** The most urgent activity, in one word (SPEC NOTE-5). */
export type Activity =
  | 'signed-out'
  | 'available'
  | 'do-not-disturb'
  | 'ringing'
  | 'in-call'
  | 'muted'
  | 'sharing';

/** An invitation that rings here, as far as a notification shows it. */
export interface RingingInvitation {
  readonly invitationId: InvitationId;
  readonly displayName: string;
  /** Name of who referred the caller to our user (SPEC REF-1). */
  readonly referredBy?: string;
  readonly address: string;
  readonly subject?: string;
  readonly kind: 'audio' | 'video' | 'screen';
}

/** What tray, badge and the desktop's notifications show. */
export interface ShellStatus {
  readonly activity: Activity;
  /** Calls that the user missed and has not looked at since. */
  readonly missedCalls: number;
  readonly unreadMessages: number;
  /** Whether quitting would end something: a call, a stay, or a ringing invitation. */
  readonly busy: boolean;
  /** Which of the shell's controls do something now. */
  readonly can: { readonly answer: boolean; readonly mute: boolean; readonly leave: boolean };
  readonly ringing: readonly RingingInvitation[];
}

/** What the core asks of the shell around it; it does not know which one it is. */
export interface ShellPort {
  readonly kind: 'electron' | 'browser' | 'none';
  /** Starts the server program with these variables added to its environment. */
  startServer(env: Record<string, string>): ServerChild;
  /** Brings the window to the front, or opens it. */
  showWindow(): void;
  /** Told after every change of the state. */
  showStatus(status: ShellStatus): void;
  /** Opens an address outside of Parley; it has been checked. @throws when the system does not open it */
  openExternal(url: string): Promise<void>;
}

/** The page, as those see it who need media from it. */
export interface PagePort {
  readonly attached: boolean;
  /** @throws ParleyError the page's own, or PAGE_ABSENT when there is none, or it goes away meanwhile */
  order<Name extends OrderName>(name: Name, data: OrderData<Name>): Promise<OrderReply<Name>>;
}

/** One connected page, as the core sees it. */
export interface ConnectedPage extends RpcPeer {
  /** A newer page has taken over: this one is told and closed. Orders that were sent before reach it. */
  replaced(): void;
}

/** One connected page, as its shell sees it. */
export interface PageConnection extends RpcPeer {
  /** The page is gone. Idempotent. */
  closed(): void;
}

/** One JSON file that is kept between two starts, readable by its user only. */
export interface JsonFile {
  /** @returns what was kept, or undefined on a first start. @throws when it cannot be read as JSON */
  read(): unknown;
  /** Replaces all, atomically; it is on the disk when this returns. @throws when the disk does not take it */
  write(content: Record<string, unknown>): void;
  /** Keeps a copy of what cannot be read and removes the file. @returns the copy's file name */
  setAside(): string;
}

/** What this profile keeps in JSON files. */
export interface ProfileFiles {
  settings: JsonFile;
  conversations: JsonFile;
  history: JsonFile;
}

/** Requests to the server; what sessions and stays need of the connection. */
export interface Requester {
  /** @throws ParleyError the server's own, REQUEST_TIMED_OUT, or CONNECTION_LOST */
  request<Name extends RequestName>(
    name: Name,
    data: RequestData<Name>,
    options?: { timeoutMs?: number },
  ): Promise<RequestReply<Name>>;
}

/** An open or reconnecting connection to one server. */
export interface Signaling extends Requester {
  /** Ends it for good. Idempotent; no event follows. */
  close(): void;
}

/** What happens to a connection, in order. */
export interface SignalingEvents {
  /** Connected, for the first time or again: `register` is next. */
  opened(): void;
  /** An attempt failed; `final` says that no other follows by itself. */
  failed(error: ParleyError, final: boolean): void;
  /** The open connection broke; attempts follow. */
  lost(): void;
  notice(notice: Notice): void;
}

export interface SignalingOptions {
  /** `http:` or `https:` URL of the server. */
  url: string;
  /** Called for every attempt: tokens expire, and a restarted server has new keys. */
  handshake(): Promise<Handshake>;
  events: SignalingEvents;
  requestTimeoutMs: number;
}

/** Makes connections to servers. */
export interface SignalingPort {
  connect(options: SignalingOptions): Signaling;
}

/** The secrets by which our user's servers on this machine and our user's Parley know each other. */
export interface LocalSecrets {
  /**
   * HMAC-SHA256 of `text` in base64url, under the secret of our user's server at this port.
   * @returns undefined when our user has no server there
   * @throws ParleyError DATA_UNSAFE when other users could read or change the secret
   */
  sign(port: number, text: string): string | undefined;
}

/** `fetch`, as far as it is needed. */
export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

/** Commands but `attach` and `read-state`, which belong to the connection of a page. */
export type AttachedCommands = Omit<CommandHandlers, 'attach' | 'read-state'>;
