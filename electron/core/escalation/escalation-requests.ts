import type { ConferenceInfo } from '../../../protocol/conferences/conference.ts';
import { type ErrorCode, ParleyError } from '../../../protocol/errors.ts';
import type { ConferenceId, SessionId } from '../../../protocol/ids.ts';
import type { SeenMedia } from '../../../protocol/signaling/shapes.ts';
import { untilAnswered } from '../kernel/until-answered.ts';
import type { Log, Requester } from '../ports.ts';

export interface EscalationRequestsPorts {
  server: Requester;
  log: Log;
}

/** What is said to the server of one call on its way to a conference. */
export class EscalationRequests {
  readonly #sessionId: SessionId;
  readonly #ports: EscalationRequestsPorts;

  constructor(sessionId: SessionId, ports: EscalationRequestsPorts) {
    this.#sessionId = sessionId;
    this.#ports = ports;
  }

  /** @returns the conference that continues the call. @throws ParleyError why there is none */
  async conference(): Promise<ConferenceInfo> {
    const { server } = this.#ports;
    return (await server.request('session.escalate', { sessionId: this.#sessionId })).conference;
  }

  /**
   * All that the other side sends is played from there. Said until it is answered, or no longer so.
   * @param seen of what it is said
   */
  carried(conferenceId: ConferenceId, { seen, goOn }: { seen: SeenMedia[]; goOn: () => boolean }): void {
    const data = { sessionId: this.#sessionId, conferenceId, seen };
    this.#quietly(untilAnswered(() => this.#ports.server.request('session.carried', data), { goOn }));
  }

  /** The call shall go on alone. A server that knows it already, or has no such call any more, says so. */
  rollBack(conferenceId: ConferenceId, code: ErrorCode): void {
    const data = { sessionId: this.#sessionId, conferenceId, code };
    this.#quietly(untilAnswered(() => this.#ports.server.request('session.roll-back', data)));
  }

  #quietly(work: Promise<unknown>): void {
    work.catch((error) => {
      this.#ports.log.info('ignored', { code: ParleyError.from(error, 'SERVER_INTERNAL').code });
    });
  }
}
