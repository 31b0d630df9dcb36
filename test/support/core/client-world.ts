import { Client, type ClientOptions } from '../../../electron/core/client.ts';
import type { OpenedMessages } from '../../../electron/core/messages/message-store.ts';
import type { ProfileFiles } from '../../../electron/core/ports.ts';
import { openMemory } from '../../../electron/shell/profile/message-database.ts';
import type { Notice } from '../../../protocol/signaling/notices.ts';
import type { Invitation } from '../../../protocol/signaling/shapes.ts';
import { FakeClock, settled } from '../fake-clock.ts';
import { FakePage } from './fakes/fake-page.ts';
import { FakeNetwork, FakeProfileFiles, FakeShell } from './fakes/fake-shell.ts';
import { BOB, FakeSignaling } from './fakes/fake-signaling.ts';

/** A client core with fakes on every side. */
export class ClientWorld {
  readonly clock = new FakeClock();
  readonly network = new FakeNetwork();
  readonly shell = new FakeShell(this.network);
  readonly signaling = new FakeSignaling();
  readonly files: FakeProfileFiles;
  readonly client: Client;
  /** What the core told its log. */
  readonly logged: { message: string; facts: Record<string, unknown> }[] = [];
  #lastId = 0;

  constructor({
    kept,
    messages = { store: openMemory() },
    ...options
  }: Partial<ClientOptions> & {
    kept?: Partial<Record<keyof ProfileFiles, unknown>>;
    messages?: OpenedMessages;
  } = {}) {
    this.files = new FakeProfileFiles(kept);
    this.client = new Client(
      {
        shell: this.shell,
        signaling: this.signaling,
        files: this.files,
        messages,
        fetch: this.network.fetch,
        secrets: this.network.secrets,
        clock: this.clock,
        ids: { next: () => `fake-id-${++this.#lastId}` },
        log: {
          info: (message, facts = {}) => this.logged.push({ message, facts }),
          warn: (message, facts = {}) => {
            this.logged.push({ message, facts });
            // No test provokes this: the queue keeps the program running, and would hide a broken event from the test.
            if (message === 'an event failed') throw new Error(JSON.stringify(facts));
          },
        },
      },
      { version: '0.1.0', deviceName: 'test', port: 7450, ...options },
    );
  }

  /** An attached page without orders yet; its user is signed in as Alice. */
  async signedInPage(): Promise<FakePage> {
    const page = new FakePage(this.client);
    await page.attach();
    await page.send('sign-in', { displayName: 'Alice' as never });
    await settled();
    page.orders.length = 0;
    return page;
  }

  notice(notice: Notice): void {
    this.signaling.notice(notice);
  }

  /** Bob's invitation arrives. */
  async bobCalls(): Promise<Invitation> {
    const invitation = {
      id: 'invitation-1',
      sessionId: 'session-1',
      conversationId: 'conversation-1',
      sessionType: 'audio-video',
      from: BOB,
      media: { microphone: true, camera: true },
      expiresAtMs: this.clock.now() + 45_000,
    } as Invitation;
    this.notice({ name: 'invitation-received', data: { invitation, offer: 'v=0 their offer' } });
    await settled();
    return invitation;
  }
}
