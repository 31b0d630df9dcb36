import type { Client } from '../../../electron/core/client.ts';
import type { LeaseId, SessionId } from '../../../protocol/ids.ts';
import { FakePage } from '../core/fakes/fake-page.ts';
import type { FakeClock } from '../fake-clock.ts';
import type { Agenda } from './agenda.ts';

/** After so long without the other end a media path counts as broken, and then as gone (RFC 7675 consent). */
const DISCONNECTED_AFTER_MS = 5_000;
const FAILED_AFTER_MS = 30_000;

/** Media paths between pages: one works while both ends have it open and have exchanged their descriptions. */
export class MediaPaths {
  readonly #ends = new Map<SessionId, Set<CrossingPage>>();
  readonly #clock: FakeClock;

  constructor(clock: FakeClock) {
    this.#clock = clock;
  }

  open(sessionId: SessionId, page: CrossingPage): void {
    const ends = this.#ends.get(sessionId) ?? new Set();
    this.#ends.set(sessionId, ends.add(page));
  }

  /** The inviter has the answer: each side learns of the path when its turn comes. */
  connect(sessionId: SessionId): void {
    const ends = this.#ends.get(sessionId) ?? new Set();
    if (ends.size === 2) for (const page of ends) page.tell(sessionId, 'connected');
  }

  /** Waits a second of the crossing world. */
  pause(): Promise<void> {
    return new Promise((resolve) => this.#clock.after(1_000, resolve));
  }

  close(sessionId: SessionId, page: CrossingPage): void {
    const ends = this.#ends.get(sessionId);
    if (!ends?.delete(page)) return;
    for (const other of ends) {
      const tell = (state: 'disconnected' | 'failed') => {
        if (ends.has(other)) other.tell(sessionId, state);
      };
      this.#clock.after(DISCONNECTED_AFTER_MS, () => tell('disconnected'));
      this.#clock.after(FAILED_AFTER_MS, () => tell('failed'));
    }
  }
}

/** A page whose orders take their time, and which keeps book of what it holds. */
export class CrossingPage extends FakePage {
  /** Leases whose devices are open. */
  readonly held = new Set<LeaseId>();
  readonly #released = new Set<LeaseId>();
  readonly #agenda: Agenda;
  readonly #lane: string;

  constructor(options: { name: string; client: Client; agenda: Agenda; paths: MediaPaths }) {
    super(options.client);
    const { paths } = options;
    this.sendInStays(() => paths.pause());
    this.#agenda = options.agenda;
    this.#lane = `${options.name} page`;
    const turn = () => this.#agenda.turn(this.#lane);
    this.when('open-sources', async ({ leaseId }) => {
      await this.#agenda.turn(`${options.name} devices`);
      if (this.#released.has(leaseId)) return { microphone: { open: false }, camera: { open: false } };
      this.held.add(leaseId);
      return { microphone: { open: true }, camera: { open: true } };
    });
    this.when('release-lease', async ({ leaseId }) => {
      this.#released.add(leaseId);
      this.held.delete(leaseId);
      return { released: ['microphone', 'camera'] };
    });
    this.when('peer-offer', async ({ sessionId }) => {
      await turn();
      paths.open(sessionId, this);
      return { offer: 'v=0 offer' };
    });
    this.when('peer-answer', async ({ sessionId }) => {
      await turn();
      paths.open(sessionId, this);
      return { answer: 'v=0 answer' };
    });
    this.when('peer-apply-answer', async ({ sessionId }) => {
      await turn();
      paths.connect(sessionId);
      return {};
    });
    this.when('close-carriage', async ({ carriageId }) => {
      paths.close(carriageId as SessionId, this);
      return {};
    });
  }

  /** Reports a fact of its media when its turn comes. */
  tell(sessionId: SessionId, state: 'connected' | 'disconnected' | 'failed'): void {
    this.#agenda.add(this.#lane, () => {
      this.send('carriage-state', { carriageId: sessionId, state }).catch(() => {});
    });
  }
}
