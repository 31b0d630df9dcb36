import { conflictFor, othersFor } from '../../../protocol/calls/call-conflict.ts';
import { ParleyError } from '../../../protocol/errors.ts';
import type { InvitationId } from '../../../protocol/ids.ts';
import type { Settings } from '../../../protocol/local/settings.ts';
import type { RequestedMedia } from '../../../protocol/media.ts';
import { isLiveCall, type Ringing } from '../../../protocol/rpc/session-view.ts';
import type { Leases } from '../devices/leases.ts';
import type { AttachedCommands } from '../ports.ts';
import type { AppStore } from '../store.ts';
import type { Alerts } from './alerts.ts';

/** The parts of the core that the controls use. */
export interface ShellControlsParts {
  store: AppStore;
  alerts: Alerts;
  leases: Leases;
  /** The page's commands: the controls use the same ones (SPEC NOTE-3). */
  commands: Pick<AttachedCommands, 'accept' | 'decline'>;
  /** Resolves when a page is attached: only a page can have media. */
  pageAttached(): Promise<void>;
  /** Ends all calls and leaves the conference. */
  leave(): Promise<void>;
}

/**
 * The actions of the tray's menu and of the desktop's notifications. They never reject; a failure becomes an alert.
 */
export class ShellControls {
  readonly #parts: ShellControlsParts;

  constructor(parts: ShellControlsParts) {
    this.#parts = parts;
  }

  /**
   * Accepts an invitation once a page is open, and holds or ends other calls.
   * @param invitationId the invitation; without it, the first that rings
   */
  async answer(invitationId?: InvitationId): Promise<void> {
    await this.#parts.pageAttached();
    await this.#onRinging(invitationId, (session) => {
      const { commands, store } = this.#parts;
      const media = mediaFor(session, store.state.settings);
      const others = othersFor(conflictFor(session, store.state));
      return commands.accept({ invitationId: session.invitationId, media, others });
    });
  }

  /** Declines an invitation. @param invitationId the invitation; without it, the first that rings */
  decline(invitationId?: InvitationId): Promise<void> {
    return this.#onRinging(invitationId, (session) =>
      this.#parts.commands.decline({ invitationId: session.invitationId, reason: 'declined' }),
    );
  }

  /** Mutes every microphone that is on. */
  async mute(): Promise<void> {
    const { sessions, stay } = this.#parts.store.state;
    const withMedia = [...sessions.filter(isLiveCall), ...(stay === null ? [] : [stay])];
    const unmuted = withMedia.filter(({ local }) => local.microphone === 'on');
    const { leases } = this.#parts;
    await Promise.allSettled(unmuted.map(async ({ leaseId }) => leases.find(leaseId).muteOutsidePage()));
  }

  /** Ends all calls and leaves the conference. */
  leave(): Promise<void> {
    return this.#parts.leave();
  }

  /** Acts on an invitation that rings. Does nothing if it no longer rings. */
  async #onRinging(
    invitationId: InvitationId | undefined,
    act: (session: Ringing) => Promise<unknown>,
  ): Promise<void> {
    const session = this.#parts.store.state.sessions
      .filter((one) => one.state === 'incoming')
      .find((one) => invitationId === undefined || one.invitationId === invitationId);
    if (session === undefined) return;
    try {
      await act(session);
    } catch (thrown) {
      this.#parts.alerts.raise(ParleyError.from(thrown, 'STATE_ILLEGAL'));
    }
  }
}

/** Devices to answer with: the user's settings, without a camera that was not requested, but at least a microphone. */
function mediaFor(session: Ringing, { startWith }: Settings): RequestedMedia {
  if (session.sessionType === 'application-sharing') return { microphone: false, camera: false };
  const camera = startWith.camera && session.requested.camera;
  return { microphone: startWith.microphone || !camera, camera };
}
