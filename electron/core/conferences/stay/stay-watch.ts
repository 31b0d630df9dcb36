import { type ErrorCode, ParleyError } from '../../../../protocol/errors.ts';
import type { ParticipantId } from '../../../../protocol/ids.ts';
import type { RequestData, RequestName, RequestReply } from '../../../../protocol/signaling/requests.ts';
import type { Requester } from '../../ports.ts';

const GONE: ReadonlySet<ErrorCode> = new Set([
  'CONFERENCE_NOT_JOINED',
  'CONFERENCE_ENDED',
  'CONFERENCE_UNKNOWN',
]);

/** Whether an answer says that the server does not have our stay, or no longer has it. */
export function saysGone({ code }: ParleyError): boolean {
  return GONE.has(code);
}

export interface StayWatch {
  /** The ID of our own participant, once known. */
  participantId(): ParticipantId | undefined;
  /** Called when an answer said that the stay is gone. */
  gone(error: ParleyError): void;
}

/** Makes the requests of one stay, and notices which answers say that the stay is gone (SPEC CONF-6). */
export class WatchedRequester implements Requester {
  readonly #server: Requester;
  readonly #watch: StayWatch;

  constructor(server: Requester, watch: StayWatch) {
    this.#server = server;
    this.#watch = watch;
  }

  async request<Name extends RequestName>(
    name: Name,
    data: RequestData<Name>,
    options?: { timeoutMs?: number },
  ): Promise<RequestReply<Name>> {
    try {
      return await this.#server.request(name, data, options);
    } catch (thrown) {
      const error = ParleyError.from(thrown, 'SERVER_INTERNAL');
      if (saysGone(error) || this.#missesUs(error, data)) this.#watch.gone(error);
      throw thrown;
    }
  }

  #missesUs({ code }: ParleyError, data: object): boolean {
    const isOurs = 'participantId' in data && data.participantId === this.#watch.participantId();
    return code === 'PARTICIPANT_UNKNOWN' && isOurs;
  }
}
