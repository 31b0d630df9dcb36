import { expect } from 'vitest';
import type { RequestedMedia, Source } from '../../../protocol/media.ts';
import { settled } from '../fake-clock.ts';
import { sessionsIn } from '../session-facts.ts';
import { BOTH, NOTHING } from './calls.ts';
import { ClientWorld } from './client-world.ts';
import { ConferenceCalls, conferenceId } from './conference-calls.ts';
import { BOB } from './fakes/fake-signaling.ts';
import { MediaPage } from './media-page.ts';

/** What is held when the exit comes. */
export interface DeviceSet {
  media: RequestedMedia;
  screen?: boolean;
  clones?: boolean;
}

export const DEVICE_SETS: Record<string, DeviceSet> = {
  nothing: { media: NOTHING },
  'a microphone': { media: { microphone: true, camera: false } },
  'a camera': { media: { microphone: false, camera: true } },
  'microphone and camera': { media: BOTH },
  'a screen': { media: NOTHING, screen: true },
  'all three, with clones in use': { media: BOTH, screen: true, clones: true },
};

/** The far side's description of a call. */
const LINES = 'm=audio 9\r\nm=video 9';

/** Alice at her desk: the real core, and a page with the real media engine. */
export class Desk {
  readonly world = new ClientWorld();
  readonly page = new MediaPage(this.world.client);
  readonly calls = new ConferenceCalls(this.world, this.page);

  async signIn(): Promise<void> {
    await this.page.attach();
    await this.page.send('sign-in', { displayName: 'Alice' as never });
    await settled();
  }

  get state() {
    return this.world.client.state;
  }

  get live() {
    return sessionsIn(this.state).filter(({ state }) => state !== 'terminated');
  }

  /** Alice calls Bob, who has not answered yet. */
  async dialed({ media, screen }: DeviceSet): Promise<void> {
    const { sessionId } = await this.page.send('call', { to: BOB.address, media });
    await settled();
    if (screen) await this.calls.shared(sessionId);
  }

  /** Alice and Bob talk. */
  async talking({ media, screen }: DeviceSet): Promise<void> {
    const { sessionId } = await this.page.send('call', { to: BOB.address, media });
    await settled();
    this.world.notice({ name: 'session-answered', data: { sessionId, answer: LINES } });
    await this.calls.connected(sessionId);
    expect(this.calls.view(sessionId).state).toBe('established');
    if (screen) await this.calls.shared(sessionId);
  }

  /** Bob's invitation is here. */
  async rings(offer = LINES): Promise<void> {
    const invitation = {
      id: 'bobs-invitation',
      sessionId: 'bobs-session',
      conversationId: 'conversation-1',
      sessionType: 'audio-video',
      from: BOB,
      media: BOTH,
      expiresAtMs: this.world.clock.now() + 45_000,
    } as never;
    this.world.notice({ name: 'invitation-received', data: { invitation, offer } });
    await settled();
  }

  /** Alice accepts; what becomes of it is up to the test. */
  accept({ media }: DeviceSet): Promise<unknown> {
    return this.page.send('accept', { invitationId: 'bobs-invitation' as never, media }).catch(() => {});
  }

  /** Alice is in a conference. */
  async conferring({ media, screen }: DeviceSet): Promise<void> {
    await this.page.send('join-conference', { link: 'conference-1', media });
    await settled();
    if (screen) await this.page.send('share-in-conference', { conferenceId });
    await settled();
  }

  /** Alice tries her devices, and joins nothing yet. */
  async previewing({ media }: DeviceSet): Promise<void> {
    await this.page.send('set-preview', media);
    await settled();
  }

  /** Uses a clone of whatever is open. */
  async clone(): Promise<void> {
    for (const lease of this.page.engine.leases.all.value.values()) {
      for (const source of ['microphone', 'camera', 'screen'] as const) {
        if (lease.source(source).value.track) await lease.cloneOf(source);
      }
    }
  }

  /** What the ledger has of each source. */
  get heldSources(): Source[] {
    return [...new Set(this.state.ledger.held.map(({ source }) => source))].sort();
  }
}

/** The sources of a set, in alphabetical order. */
export const wanted = ({ media, screen }: DeviceSet): Source[] => [
  ...(media.camera ? (['camera'] as const) : []),
  ...(media.microphone ? (['microphone'] as const) : []),
  ...(screen ? (['screen'] as const) : []),
];
