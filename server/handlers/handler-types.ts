import type { RequestData, RequestName, RequestReply } from '../../protocol/signaling/requests.ts';
import type { Endpoint } from '../presence/endpoint.ts';

/** Every request of a registered endpoint, except those that the connection itself answers. */
export type EndpointRequest = Exclude<RequestName, 'register' | 'token.renew'>;

/** One handler for each request. Its error becomes the refusal. */
export type Handlers = {
  readonly [Name in EndpointRequest]: (
    from: Endpoint,
    data: RequestData<Name>,
  ) => RequestReply<Name> | Promise<RequestReply<Name>>;
};
