import type { Endpoint } from '../presence/endpoint.ts';

/** A handler of a request with an empty reply. */
export function done<Data>(effect: (from: Endpoint, data: Data) => void | Promise<void>) {
  return async (from: Endpoint, data: Data): Promise<Record<string, never>> => {
    await effect(from, data);
    return {};
  };
}
