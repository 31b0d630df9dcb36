import { may } from '../../../../protocol/conferences/powers.ts';
import { ParleyError } from '../../../../protocol/errors.ts';
import { notJoined } from './not-joined.ts';
import type { StayMedia } from './stay-media.ts';
import type { StayRecord } from './stay-record.ts';
import type { StayRoom } from './stay-room.ts';

/** Shares a screen or a window with everyone in a conference. It ends when our user leaves or becomes an attendee. */
export class StaySharing {
  readonly #record: StayRecord;
  readonly #room: StayRoom;
  readonly #media: StayMedia;

  constructor(record: StayRecord, { room, media }: { room: StayRoom; media: StayMedia }) {
    this.#record = record;
    this.#room = room;
    this.#media = media;
  }

  /** Whether our user's screen is shown. */
  get on(): boolean {
    return this.#record.view.local.screen === 'on';
  }

  /**
   * Lets our user choose a screen or window, and shows it. It is stopped like a camera.
   * @returns whether one was chosen
   * @throws ParleyError CONFERENCE_NOT_JOINED, CONFERENCE_FORBIDDEN, or why it did not open
   */
  async start(): Promise<boolean> {
    this.#checkMay();
    const chosen = await this.#media.openScreen();
    if (!chosen) return false;
    try {
      this.#checkMay();
    } catch (thrown) {
      this.#media.stop('screen');
      throw thrown;
    }
    return true;
  }

  /** @throws ParleyError CONFERENCE_NOT_JOINED, CONFERENCE_FORBIDDEN */
  #checkMay(): void {
    if (!this.#record.connected) throw notJoined();
    const role = this.#room.ownRole;
    if (role === undefined || !may(role, 'share-screen')) {
      throw new ParleyError('CONFERENCE_FORBIDDEN', 'an attendee shares no screen');
    }
  }
}
