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

/** Whoever has to know that an endpoint is gone. */
export interface DepartureListener {
  /** Its connection broke; its device may come back. {@link endpointGone} follows in any case. */
  endpointLost?(endpoint: Endpoint): void;
  endpointGone(endpoint: Endpoint, reason: DepartureReason): void;
}

/** Whoever has to know that an endpoint can be rung. */
export interface ReadinessListener {
  endpointReady(endpoint: Endpoint): void;
}

export interface RegistrationOptions {
  registrar: Registrar;
  /** In the order in which they are told. */
  listeners: readonly DepartureListener[];
  ringers: ReadinessListener;
  blocks: Blocks;
  /** Under which clients know the messages of this server. */
  mailboxId: string;
  /** By which clients reach this server, once it listens. */
  serverUrl: () => string;
  iceServers: readonly IceServer[];
  routerRtpCapabilities: RtpCapabilities;
  /** Whether conferences can be held now. */
  conferences: () => ConferenceAvailability;
  /** How long a device whose connection broke may take to come back, in milliseconds. */
  resumeMs: number;
  clock: Clock;
  newId: () => string;
  log: Logger;
}

/** Makes endpoints of signed-in sockets, and takes them away again. */
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
   * A device has signed in. Its notices are held back, until whoever called this has let it know who it is and
   * releases them.
   */
  arrive(identity: Identity, send: SendNotice, device: RequestData<'register'>): Endpoint {
    const { registrar, newId, log } = this.#options;
    const { deviceName, doNotDisturb } = device;
    const endpoint = new Endpoint({ id: newId() as EndpointId, ...identity, deviceName, send });
    endpoint.hold();
    endpoint.doNotDisturb = doNotDisturb;
    this.#absences.endFor(endpoint);
    registrar.add(endpoint);
    this.#ready(endpoint);
    log.info({ endpointId: endpoint.id }, 'endpoint registered');
    return endpoint;
  }

  /** This device may be rung, or may not (NOTE-6). */
  setDoNotDisturb(endpoint: Endpoint, doNotDisturb: boolean): void {
    this.#options.registrar.setDoNotDisturb(endpoint, doNotDisturb);
    this.#ready(endpoint);
  }

  /** All that a client needs to know before its first call. */
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
   * A device is away. When it signed out, its calls and stays end, and the others are told; when its connection broke,
   * only after `resumeMs`, or when it is back before (LEASE-5). Either way it can be reached no more.
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
   * From now on nobody is told of departures: the server itself departs, and calls between people go on. Idempotent.
   */
  close(): void {
    this.#closed = true;
    this.#absences.close();
  }

  #tellGone(endpoint: Endpoint, reason: DepartureReason): void {
    for (const listener of this.#options.listeners) listener.endpointGone(endpoint, reason);
    this.#options.log.info({ endpointId: endpoint.id, reason }, 'endpoint gone');
  }

  /** A call that is ringing already rings here too (INV-9). */
  #ready(endpoint: Endpoint): void {
    if (!endpoint.doNotDisturb) this.#options.ringers.endpointReady(endpoint);
  }
}
