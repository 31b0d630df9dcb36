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

/** The requests to the server about one escalation. */
export class EscalationRequests {
  readonly #sessionId: SessionId;
  readonly #ports: EscalationRequestsPorts;

  constructor(sessionId: SessionId, ports: EscalationRequestsPorts) {
    this.#sessionId = sessionId;
    this.#ports = ports;
  }

  /** Asks for the conference that continues the call. @throws ParleyError if the server refuses */
  async createConference(): Promise<ConferenceInfo> {
    const { server } = this.#ports;
    return (await server.request('session.escalate', { sessionId: this.#sessionId })).conference;
  }

  /**
   * Reports that all sources of the other side are played from the conference. Retries until the server replies, or as
   * long as the report is true.
   * @param seen the media to which the report applies
   */
  reportHandedOver(
    conferenceId: ConferenceId,
    { seen, isNeeded }: { seen: SeenMedia[]; isNeeded: () => boolean },
  ): void {
    const data = { sessionId: this.#sessionId, conferenceId, seen };
    this.#quietly(untilAnswered(() => this.#ports.server.request('session.carried', data), { isNeeded }));
  }

  /** Reports that the call continues without the conference. The error of a server that knows it already is ignored. */
  rollBack(conferenceId: ConferenceId, code: ErrorCode): void {
    const data = { sessionId: this.#sessionId, conferenceId, code };
    this.#quietly(untilAnswered(() => this.#ports.server.request('session.roll-back', data)));
  }

  #quietly(work: Promise<unknown>): void {
    work.catch((error) => {
      this.#ports.log.info('escalation request refused', {
        code: ParleyError.from(error, 'SERVER_INTERNAL').code,
      });
    });
  }
}
