import type { Refers } from '../calls/refer/refers.ts';
import { done } from './done.ts';
import type { EndpointRequest, Handlers } from './handler-types.ts';

type ReferHandlers = Pick<Handlers, Extract<EndpointRequest, `refer.${string}`>>;

/** Handlers of requests about referrals. */
export function createReferHandlers(refers: Refers): ReferHandlers {
  return {
    'refer.send': (from, data) => refers.send(from, data),
    'refer.answer': done((from, data) => refers.answer(from, data)),
    'refer.notify': done((from, data) => refers.notify(from, data)),
    'refer.terminate': done((from, data) => refers.terminate(from, data)),
    'refer.cancel': done((from, data) => refers.cancel(from, data)),
  };
}
