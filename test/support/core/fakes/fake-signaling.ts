import type { Signaling, SignalingOptions, SignalingPort } from '../../../../electron/core/ports.ts';
import type { ParleyError } from '../../../../protocol/errors.ts';
import type { Notice } from '../../../../protocol/signaling/notices.ts';
import type {
  Handshake,
  RequestData,
  RequestName,
  RequestReply,
} from '../../../../protocol/signaling/requests.ts';
import type { Identity } from '../../../../protocol/signaling/shapes.ts';
import { PAGE_RTP_CAPABILITIES } from './canned-media.ts';

type Answer<Name extends RequestName> = (data: RequestData<Name>) => Promise<RequestReply<Name>>;

export const ALICE = { address: 'alice@parley.localhost', displayName: 'Alice' } as Identity;
export const BOB = { address: 'bob@parley.localhost', displayName: 'Bob' } as Identity;

/** What Alice's device is told when it registers. */
export const REGISTERED: RequestReply<'register'> = {
  endpointId: 'endpoint-1' as RequestReply<'register'>['endpointId'],
  ...ALICE,
  people: [{ ...BOB, presence: 'available' }],
  mailboxId: 'mailbox-1',
  blocked: [],
  iceServers: [],
  routerRtpCapabilities: PAGE_RTP_CAPABILITIES,
  conferences: { state: 'ready' },
};

/** Plays the connection to a server: answers requests, sends notices. */
export class FakeSignaling implements SignalingPort {
  readonly requests: { name: RequestName; data: unknown }[] = [];
  readonly handshakes: Handshake[] = [];
  /** Refuses attempts to connect as long as it is set. */
  refusal: { error: ParleyError; final: boolean } | null = null;
  closed = 0;
  #options: SignalingOptions | undefined;
  readonly #answers = new Map<RequestName, (data: never) => Promise<unknown>>();

  constructor() {
    this.when('register', async () => REGISTERED);
    this.when('conference.read-chat', async () => ({ messages: [], more: false }));
    const to = BOB;
    this.when('invitation.send', async () => ({ to, expiresAtMs: 1_700_000_045_000 }));
  }

  connect(options: SignalingOptions): Signaling {
    this.#options = options;
    void this.attempt();
    return {
      request: async <Name extends RequestName>(name: Name, data: RequestData<Name>) => {
        this.requests.push({ name, data });
        const answer = this.#answers.get(name) ?? (async () => ({}));
        return (await answer(data as never)) as RequestReply<Name>;
      },
      close: () => {
        this.closed += 1;
        this.#options = undefined;
      },
    };
  }

  /** Answers one kind of request in another way. */
  when<Name extends RequestName>(name: Name, answer: Answer<Name>): void {
    this.#answers.set(name, answer as (data: never) => Promise<unknown>);
  }

  /** One attempt to connect. */
  async attempt(): Promise<void> {
    const events = this.#options?.events;
    this.handshakes.push((await this.#options?.handshake()) as Handshake);
    if (this.refusal) events?.failed(this.refusal.error, this.refusal.final);
    else events?.opened();
  }

  notice(notice: Notice): void {
    this.#options?.events.notice(notice);
  }

  lose(): void {
    this.#options?.events.lost();
  }

  /** The names of the requests so far. */
  get heard(): RequestName[] {
    return this.requests.map(({ name }) => name);
  }

  latest<Name extends RequestName>(name: Name): RequestData<Name> {
    const found = this.requests.findLast((request) => request.name === name);
    if (found === undefined) throw new Error(`no request "${name}"`);
    return found.data as RequestData<Name>;
  }
}
