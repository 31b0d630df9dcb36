import { EndpointId } from '../../../protocol/ids.ts';
import { addressOfName, DisplayName } from '../../../protocol/text/addresses.ts';
import { Endpoint, type SendNotice } from '../../../server/presence/endpoint.ts';
import { anId } from './requests.ts';

export type SentFrame = Parameters<SendNotice>[0];

/** A device without a socket. Its notices are added to `sent`. */
export function anEndpoint(name: string, sent: SentFrame[] = []): Endpoint {
  return new Endpoint({
    id: EndpointId.parse(anId()),
    address: addressOfName(name, 'example.org'),
    displayName: DisplayName.parse(name),
    deviceName: 'test',
    send: (frame) => void sent.push(frame),
  });
}
