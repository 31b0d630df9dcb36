import { conflictFor, othersFor } from '../../../protocol/calls/call-conflict.ts';
import { ParleyError } from '../../../protocol/errors.ts';
import type { InvitationId } from '../../../protocol/ids.ts';
import type { Settings } from '../../../protocol/local/settings.ts';
import type { RequestedMedia } from '../../../protocol/media.ts';
import type { SessionView } from '../../../protocol/rpc/app-state.ts';
import type { Leases } from '../devices/leases.ts';
import type { AttachedCommands } from '../ports.ts';
import type { AppStore } from '../store.ts';
import type { Alerts } from './alerts.ts';

/** Who carries out what the controls are for. */
export interface ShellControlsOwners {
  store: AppStore;
  alerts: Alerts;
  leases: Leases;
  /** The commands of the page: both end in the same (SPEC NOTE-3). */
  commands: Pick<AttachedCommands, 'accept' | 'decline'>;
  /** Resolves once there is a page: only it can carry media. */
  pageAttached(): Promise<void>;
  /** Hangs up and leaves whatever goes on. */
  leave(): Promise<void>;
}

/**
 * The shell's own controls: the tray's menu and the desktop's notifications. None of them rejects; what fails the
 * user reads as an alert.
 */
export class ShellControls {
  readonly #owners: ShellControlsOwners;

  constructor(owners: ShellControlsOwners) {
    this.#owners = owners;
  }

  /** Accepts an invitation, or the first that rings, once a page is open; what goes on is held or ended. */
  async answer(invitationId?: InvitationId): Promise<void> {
    await this.#owners.pageAttached();
    await this.#onRinging(invitationId, (session) => {
      const { commands, store } = this.#owners;
      const media = mediaFor(session, store.state.settings);
      const others = othersFor(conflictFor(session, store.state));
      return commands.accept({ invitationId: session.invitationId, media, others });
    });
  }

  /** Declines an invitation, or the first that rings. */
  decline(invitationId?: InvitationId): Promise<void> {
    return this.#onRinging(invitationId, (session) =>
      this.#owners.commands.decline({ invitationId: session.invitationId, reason: 'declined' }),
    );
  }

  /** Mutes every microphone that is on. */
  async mute(): Promise<void> {
    const { sessions, stay } = this.#owners.store.state;
    const carriers = [...sessions, ...(stay === null ? [] : [stay])];
    const open = carriers.filter(({ local }) => local.microphone === 'on');
    const { leases } = this.#owners;
    await Promise.allSettled(open.map(async ({ leaseId }) => leases.find(leaseId).set('microphone', false)));
  }

  /** Hangs up and leaves. */
  leave(): Promise<void> {
    return this.#owners.leave();
  }

  /** What does not ring any more needs no answer. */
  async #onRinging(
    invitationId: InvitationId | undefined,
    act: (session: SessionView) => Promise<unknown>,
  ): Promise<void> {
    const session = this.#owners.store.state.sessions.find(
      ({ state, ...one }) =>
        state === 'incoming' && (invitationId === undefined || one.invitationId === invitationId),
    );
    if (session === undefined) return;
    try {
      await act(session);
    } catch (thrown) {
      this.#owners.alerts.raise(ParleyError.from(thrown, 'STATE_ILLEGAL'));
    }
  }
}

/** What calls begin with by the user's settings, as far as the invitation asks for it; at least the microphone. */
function mediaFor({ sessionType, requested }: SessionView, { startWith }: Settings): RequestedMedia {
  if (sessionType === 'application-sharing') return { microphone: false, camera: false };
  const camera = startWith.camera && requested.camera;
  return { microphone: startWith.microphone || !camera, camera };
}
