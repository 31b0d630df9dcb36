import { ParleyError } from '../../../../protocol/errors.ts';
import type { ConferenceId } from '../../../../protocol/ids.ts';
import type { RequestReply } from '../../../../protocol/signaling/requests.ts';
import { asOthersSee, type Identity, type MediaStatus } from '../../../../protocol/signaling/shapes.ts';
import { untilAnswered } from '../../kernel/until-answered.ts';
import type { Log, Requester } from '../../ports.ts';
import type { PageCapabilities } from '../sfu-capabilities.ts';
import { saysGone } from './stay-watch.ts';

export interface StayRequestsPorts {
  server: Requester;
  log: Log;
  leaveTimeoutMs(): number;
}

/** Much longer than a silent connection lasts. When the connection is lost, the stay ends without an answer. */
const lookAttempts = 30;

/** The requests of a stay to the focus of its conference. */
export class StayRequests {
  readonly #conferenceId: ConferenceId;
  readonly #ports: StayRequestsPorts;
  #hasAsked = false;
  #isGivenUp = false;

  constructor(conferenceId: ConferenceId, ports: StayRequestsPorts) {
    this.#conferenceId = conferenceId;
    this.#ports = ports;
  }

  /** @throws ParleyError why we are not admitted; an unanswered join is withdrawn */
  async join(
    data: PageCapabilities & { media: MediaStatus; passcode?: string },
  ): Promise<RequestReply<'conference.join'>> {
    this.#hasAsked = true;
    try {
      return await this.#join(data);
    } catch (thrown) {
      const error = ParleyError.from(thrown, 'SERVER_INTERNAL');
      if (error.code === 'REQUEST_TIMED_OUT') this.letGo();
      throw error;
    }
  }

  /**
   * A leave that was not answered in time may have succeeded: then the server is asked whether it still has the stay.
   * @returns who is still in; nobody when there was nothing to leave. @throws ParleyError why the leave failed
   */
  async leave(): Promise<Identity[]> {
    const { server, leaveTimeoutMs } = this.#ports;
    try {
      const data = { conferenceId: this.#conferenceId };
      return (await server.request('conference.leave', data, { timeoutMs: leaveTimeoutMs() })).stillIn;
    } catch (thrown) {
      const error = ParleyError.from(thrown, 'SERVER_INTERNAL');
      if (saysGone(error)) return [];
      if (error.code === 'REQUEST_TIMED_OUT' && (await this.#isGone())) return [];
      throw error;
    }
  }

  /**
   * Asks until the server answers whether it still has the stay: an unanswered leave may have succeeded, or may still
   * succeed. When the stay is gone, the watch of the stay handles the answer. Never rejects.
   */
  async lookForStay(isNeeded: () => boolean): Promise<void> {
    await untilAnswered(() => this.#ask(), { attempts: lookAttempts, isNeeded }).catch(() => {});
  }

  async #isGone(): Promise<boolean> {
    try {
      await this.#ask();
      return false;
    } catch (thrown) {
      return saysGone(ParleyError.from(thrown, 'SERVER_INTERNAL'));
    }
  }

  /**
   * Makes a request that costs the server nearly nothing: it asks for the messages before the first one.
   * @throws ParleyError the server's own error, REQUEST_TIMED_OUT, or CONNECTION_LOST
   */
  async #ask(): Promise<void> {
    const { server, leaveTimeoutMs } = this.#ports;
    const data = { conferenceId: this.#conferenceId, beforeSequence: 1 };
    await server.request('conference.read-chat', data, { timeoutMs: leaveTimeoutMs() });
  }

  /**
   * Tells the server not to keep a place for us. No answer is needed. It is sent once, at once, and only after a join:
   * the server handles requests in order, so this does not affect a later stay of ours.
   */
  letGo(): void {
    if (!this.#hasAsked || this.#isGivenUp) return;
    this.#isGivenUp = true;
    this.#quietly(this.#ports.server.request('conference.leave', { conferenceId: this.#conferenceId }));
  }

  /** Tells the server what we send, for the roster. */
  tellMedia(media: MediaStatus): void {
    const data = { conferenceId: this.#conferenceId, media: asOthersSee(media) };
    this.#quietly(this.#ports.server.request('conference.media', data));
  }

  /** A client has one stay at a time: if the server still has an earlier stay, that is over and its leave was lost. */
  async #join(data: PageCapabilities & { media: MediaStatus; passcode?: string }) {
    const { server } = this.#ports;
    const conferenceId = this.#conferenceId;
    const media = asOthersSee(data.media);
    const ask = () => server.request('conference.join', { conferenceId, ...data, media });
    try {
      return await ask();
    } catch (thrown) {
      const { code } = ParleyError.from(thrown, 'SERVER_INTERNAL');
      if (code !== 'CONFERENCE_ALREADY_JOINED' || this.#isGivenUp) throw thrown;
      await server.request('conference.leave', { conferenceId }).catch(() => {});
      if (this.#isGivenUp) throw thrown;
      return ask();
    }
  }

  #quietly(work: Promise<unknown>): void {
    work.catch((error) => {
      this.#ports.log.info('ignored', { code: ParleyError.from(error, 'SERVER_INTERNAL').code });
    });
  }
}
