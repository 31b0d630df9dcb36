import type { ConferenceAvailability } from '../../protocol/conferences/availability.ts';
import type { EndpointId } from '../../protocol/ids.ts';
import type { IceServer, RtpCapabilities } from '../../protocol/media.ts';
import type { RequestData, RequestReply } from '../../protocol/signaling/requests.ts';
import type { Identity } from '../../protocol/signaling/shapes.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { Absences } from './absences.ts';
import type { Blocks } from './blocks.ts';
import { type DepartureReason, Endpoint, type SendNotice } from './endpoint.ts';
import type { Registrar } from './registrar.ts';

/** Is notified when an endpoint is lost or gone. */
export interface DepartureListener {
  /** Its connection broke; its device may reconnect. {@link endpointGone} follows in any case. */
  endpointLost?(endpoint: Endpoint): void;
  endpointGone(endpoint: Endpoint, reason: DepartureReason): void;
}

/** Is notified when an endpoint can ring. */
export interface ReadinessListener {
  endpointReady(endpoint: Endpoint): void;
}

export interface RegistrationOptions {
  registrar: Registrar;
  /** In the order in which they are notified. */
  listeners: readonly DepartureListener[];
  readinessListener: ReadinessListener;
  blocks: Blocks;
  /** ID of this server's store of messages. */
  mailboxId: string;
  /** The address at which clients reach this server, once it listens. */
  serverUrl: () => string;
  iceServers: readonly IceServer[];
  routerRtpCapabilities: RtpCapabilities;
  /** Whether conferences work now. */
  conferences: () => ConferenceAvailability;
  /** How long an endpoint may be absent, in milliseconds. */
  resumeMs: number;
  clock: Clock;
  newId: () => string;
  log: Logger;
}

/** Creates the endpoints of signed-in sockets, and removes them. */
export class Registration {
  readonly #options: RegistrationOptions;
  readonly #absences: Absences;
  #closed = false;

  constructor(options: RegistrationOptions) {
    const { clock, resumeMs } = options;
    this.#options = options;
    this.#absences = new Absences({
      clock,
      resumeMs,
      over: (endpoint) => this.#tellGone(endpoint, 'connection-lost'),
    });
  }

  /**
   * A device has signed in. Its notices are delayed until the caller has sent the reply to `register` and releases them.
   */
  arrive(identity: Identity, send: SendNotice, device: RequestData<'register'>): Endpoint {
    const { registrar, newId, log } = this.#options;
    const { deviceName, doNotDisturb } = device;
    const endpoint = new Endpoint({ id: newId() as EndpointId, ...identity, deviceName, send });
    endpoint.delayNotices();
    endpoint.doNotDisturb = doNotDisturb;
    this.#absences.endFor(endpoint);
    registrar.add(endpoint);
    this.#ready(endpoint);
    log.info({ endpointId: endpoint.id }, 'endpoint registered');
    return endpoint;
  }

  /** Sets whether invitations ring on this device (NOTE-6). */
  setDoNotDisturb(endpoint: Endpoint, doNotDisturb: boolean): void {
    this.#options.registrar.setDoNotDisturb(endpoint, doNotDisturb);
    this.#ready(endpoint);
  }

  /** Everything that a client needs before its first call. */
  welcome(endpoint: Endpoint): Omit<RequestReply<'register'>, 'tokenExpiresInMs'> {
    const { registrar, blocks, mailboxId, serverUrl, iceServers, routerRtpCapabilities } = this.#options;
    return {
      endpointId: endpoint.id,
      address: endpoint.address,
      displayName: endpoint.displayName,
      people: registrar.peopleFor(endpoint.address),
      mailboxId,
      serverUrl: serverUrl(),
      blocked: blocks.of(endpoint.address),
      iceServers: [...iceServers],
      routerRtpCapabilities,
      conferences: this.#options.conferences(),
    };
  }

  /**
   * A device has signed out or lost its connection. After signing out, its calls and stays end and the others are
   * notified. After a broken connection, this happens after `resumeMs`, or earlier if the device signs in again (LEASE-5).
   * In both cases the endpoint can no longer be reached.
   */
  depart(endpoint: Endpoint, reason: DepartureReason): void {
    if (endpoint.gone) return;
    endpoint.depart();
    if (this.#closed) return;
    const { listeners, registrar, log } = this.#options;
    if (reason === 'connection-lost') {
      for (const listener of listeners) listener.endpointLost?.(endpoint);
      log.info({ endpointId: endpoint.id }, 'endpoint lost');
      this.#absences.begin(endpoint);
    } else {
      this.#tellGone(endpoint, reason);
    }
    registrar.remove(endpoint);
  }

  /**
   * From now on departures are ignored: the server itself closes, and calls between people continue. Idempotent.
   */
  close(): void {
    this.#closed = true;
    this.#absences.close();
  }

  #tellGone(endpoint: Endpoint, reason: DepartureReason): void {
    for (const listener of this.#options.listeners) listener.endpointGone(endpoint, reason);
    this.#options.log.info({ endpointId: endpoint.id, reason }, 'endpoint gone');
  }

  /** Open invitations ring here too (INV-9). */
  #ready(endpoint: Endpoint): void {
    if (!endpoint.doNotDisturb) this.#options.readinessListener.endpointReady(endpoint);
  }
}
