import type { ConnectionState, Transport } from 'mediasoup-client/types';
import type { TransportId } from '../../../protocol/ids.ts';
import type { RtpParameters, Source } from '../../../protocol/media.ts';
import type { OrderData } from '../../../protocol/rpc/orders.ts';
import type { SendCommand } from '../../bridge/send-command.ts';
import type { TellFact } from '../media-ports.ts';
import type { SfuClient } from './sfu-device.ts';

/** What the transports of a stay need. */
export interface TransportsOptions {
  readonly opening: Omit<OrderData<'sfu-open'>, 'consumers' | 'leaseId' | 'screenLeaseId'>;
  readonly client: SfuClient;
  readonly send: SendCommand;
  readonly tell: TellFact;
}

/** Makes both transports of a stay and forwards their requests to the SFU. */
export function makeTransports(options: TransportsOptions): { sending: Transport; receiving: Transport } {
  const { client, opening } = options;
  const { iceServers, sendTransport, receiveTransport } = opening;
  const ours = { iceServers, additionalSettings: { certificates: [client.certificate] } };
  const sending = client.device.createSendTransport({ ...sendTransport, ...ours });
  const receiving = client.device.createRecvTransport({ ...receiveTransport, ...ours });
  for (const transport of [sending, receiving]) {
    // Our join contained the fingerprint of our certificate, so the SFU already waits for the handshake.
    transport.on('connect', (_, proceed) => proceed());
  }
  answerProduce(sending, options);
  reportState([sending, receiving], options);
  return { sending, receiving };
}

function answerProduce(transport: Transport, { opening, send }: TransportsOptions): void {
  const { conferenceId } = opening;
  transport.on('produce', ({ kind, rtpParameters, appData }, proceed, refuse) => {
    send('sfu-produce', {
      conferenceId,
      transportId: transport.id as TransportId,
      source: appData.source as Source,
      kind,
      rtpParameters: rtpParameters as RtpParameters,
      paused: appData.paused === true,
    }).then(({ producerId }) => proceed({ id: producerId }), refuse);
  });
}

/** The state of the stay's media is the worse state of the two. A `new` transport has nothing to carry. */
const WORST_FIRST = ['failed', 'disconnected', 'connecting', 'connected'] as const;

function reportState(transports: readonly Transport[], { opening, tell }: TransportsOptions): void {
  let told: ConnectionState = 'new';
  for (const transport of transports) {
    transport.on('connectionstatechange', () => {
      const state = WORST_FIRST.find((word) => transports.some((one) => one.connectionState === word));
      if (!state || state === told || transport.closed) return;
      told = state;
      tell('carriage-state', { carriageId: opening.conferenceId, state });
    });
  }
}
