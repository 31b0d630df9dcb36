import type { EndpointId } from '../protocol/ids.ts';
import type { IceServer, RtpCapabilities } from '../protocol/media.ts';
import type { RequestReply } from '../protocol/signaling/requests.ts';
import type { Identity } from '../protocol/signaling/shapes.ts';
import type { Blocks } from './blocks.ts';
import { type DepartureReason, Endpoint, type SendNotice } from './endpoint.ts';
import type { Logger } from './log.ts';
import type { Registrar } from './registrar.ts';

/** Whoever has to know that an endpoint is gone. */
export interface DepartureListener {
  /** Its connection broke; it may come back. {@link endpointGone} follows, unless it does. */
  endpointLost?(endpoint: Endpoint): void;
  endpointGone(endpoint: Endpoint, reason: DepartureReason): void;
}

/** Whoever has to know that an endpoint can be rung. */
export interface ReadinessListener {
  endpointReady(endpoint: Endpoint): void;
}

export interface RegistrationOptions {
  registrar: Registrar;
  /** In the order in which they are told; the registrar itself comes last. */
  listeners: readonly DepartureListener[];
  ringers: ReadinessListener;
  blocks: Blocks;
  /** Under which clients know the messages of this server. */
  mailboxId: string;
  iceServers: readonly IceServer[];
  routerRtpCapabilities: RtpCapabilities;
  newId: () => string;
  log: Logger;
}

/** Makes endpoints of signed-in sockets, and takes them away again. */
export class Registration {
  readonly #options: RegistrationOptions;
  #closed = false;

  constructor(options: RegistrationOptions) {
    this.#options = options;
  }

  /**
   * A device has signed in. Its notices are held back, until whoever called this has let it know who it is and
   * releases them.
   */
  arrive(identity: Identity, send: SendNotice, doNotDisturb: boolean): Endpoint {
    const { registrar, newId, log } = this.#options;
    const endpoint = new Endpoint({ id: newId() as EndpointId, ...identity, send });
    endpoint.hold();
    endpoint.doNotDisturb = doNotDisturb;
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
  welcome(endpoint: Endpoint): RequestReply<'register'> {
    const { registrar, blocks, mailboxId, iceServers, routerRtpCapabilities } = this.#options;
    return {
      endpointId: endpoint.id,
      address: endpoint.address,
      displayName: endpoint.displayName,
      people: registrar.peopleFor(endpoint.address),
      mailboxId,
      blocked: blocks.of(endpoint.address),
      iceServers: [...iceServers],
      routerRtpCapabilities,
    };
  }

  /** A device is gone: its calls and stays end, and the others are told. */
  depart(endpoint: Endpoint, reason: DepartureReason): void {
    if (endpoint.gone) return;
    endpoint.depart();
    if (this.#closed) return;
    for (const listener of this.#options.listeners) listener.endpointGone(endpoint, reason);
    this.#options.registrar.remove(endpoint);
    this.#options.log.info({ endpointId: endpoint.id, reason }, 'endpoint gone');
  }

  /** From now on nobody is told of departures: the server itself departs, and calls between people go on. */
  close(): void {
    this.#closed = true;
  }

  /** A call that is ringing already rings here too (INV-9). */
  #ready(endpoint: Endpoint): void {
    if (!endpoint.doNotDisturb) this.#options.ringers.endpointReady(endpoint);
  }
}
