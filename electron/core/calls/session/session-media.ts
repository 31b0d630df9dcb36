import { ParleyError } from '../../../../protocol/errors.ts';
import type { RequestedMedia } from '../../../../protocol/media.ts';
import { asOthersSee } from '../../../../protocol/signaling/shapes.ts';
import type { Lease } from '../../devices/lease.ts';
import { CandidateGate } from './candidate-gate.ts';
import type { SessionPorts } from './session-ports.ts';
import type { SessionRecord } from './session-record.ts';

/** The media of one session: its lease, its carriage on the page, its candidates. */
export class SessionMedia {
  #lease: Lease;
  /** Their candidates, until our peer connection has its remote description. */
  readonly remoteCandidates: CandidateGate;
  /** Our candidates, until the server has the description that they belong to. */
  readonly localCandidates: CandidateGate;
  readonly #record: SessionRecord;
  readonly #ports: SessionPorts;
  #carriageOpen = false;

  constructor(record: SessionRecord, lease: Lease, ports: SessionPorts) {
    this.#record = record;
    this.#lease = lease;
    this.#ports = ports;
    const sessionId = record.view.id;
    this.remoteCandidates = new CandidateGate((candidate) =>
      this.quietly(ports.page.order('peer-add-candidate', { sessionId, candidate })),
    );
    this.localCandidates = new CandidateGate((candidate) =>
      this.quietly(ports.server.request('session.candidate', { sessionId, candidate })),
    );
  }

  get lease(): Lease {
    return this.#lease;
  }

  /** Replaces the lease, and releases the earlier one. */
  adopt(lease: Lease): void {
    void this.#lease.release();
    this.#lease = lease;
  }

  /** Our end of the peer connection and its offer. @throws ParleyError the page's own */
  async offer(): Promise<string> {
    const { id: sessionId, sessionType, leaseId } = this.#record.view;
    const iceServers = this.#ports.iceServers();
    this.#carriageOpen = true;
    const { offer } = await this.#ports.page.order('peer-offer', {
      sessionId,
      sessionType,
      leaseId,
      iceServers,
    });
    return offer;
  }

  /** Our end of the peer connection and its answer. @throws ParleyError the page's own */
  async answer(offer: string): Promise<string> {
    const { id: sessionId, sessionType, leaseId } = this.#record.view;
    const iceServers = this.#ports.iceServers();
    this.#carriageOpen = true;
    const order = { sessionId, sessionType, leaseId, iceServers, offer };
    const { answer } = await this.#ports.page.order('peer-answer', order);
    return answer;
  }

  /**
   * Opens the requested devices. Never rejects.
   * @returns the refusal, when the user or the system refused all of them (INV-7)
   */
  async openDevices(wanted: RequestedMedia): Promise<ParleyError | undefined> {
    return this.#record.takesPlace ? undefined : this.lease.open(wanted);
  }

  /** Announces our media to the other side, once both sides agreed. */
  tell(): void {
    if (this.#record.dialog !== 'agreed') return;
    const data = { sessionId: this.#record.view.id, media: asOthersSee(this.lease.status) };
    this.quietly(this.#ports.server.request('session.media', data));
  }

  /** Releases the devices and ends the carriage. Idempotent. */
  close(): void {
    // Devices first: ending a connection takes the page longer than ending a track.
    void this.lease.release();
    this.closeCarriage();
  }

  /** Releases the lease, and ends the carriage after `afterMs`. */
  closeLater(afterMs: number): void {
    void this.lease.release();
    this.#ports.clock.after(afterMs, () => this.closeCarriage());
  }

  /** Ends only the carriage, and keeps candidates until there is another one. Idempotent. */
  closeCarriage(): void {
    this.localCandidates.reset();
    this.remoteCandidates.reset();
    if (this.#carriageOpen && this.#ports.page.attached) {
      this.quietly(this.#ports.page.order('close-carriage', { carriageId: this.#record.view.id }));
    }
    this.#carriageOpen = false;
  }

  /** Logs a failure that the user could do nothing about. */
  quietly(work: Promise<unknown>): void {
    work.catch((error) => {
      this.#ports.log.info('ignored', { code: ParleyError.from(error, 'SERVER_INTERNAL').code });
    });
  }
}
