import type { OrderHandlers } from '../../protocol/rpc/envelope.ts';

/** Names of the events that tell a page how its stays end, and that a leave failed (SPEC CONF-5, CONF-6). */
const STAY_EXITED_EVENT = 'parley:stay-exited';
const LEAVE_FAILED_EVENT = 'parley:leave-failed';

/** Dispatches each of main's events about stays once in the page, as the `detail` of a `CustomEvent`. */
export function stayEvents(page: EventTarget): Pick<OrderHandlers, 'stay-exited' | 'leave-failed'> {
  const tell = (name: string, detail: unknown) => {
    page.dispatchEvent(new CustomEvent(name, { detail }));
    return {};
  };
  return {
    'stay-exited': async (exit) => tell(STAY_EXITED_EVENT, exit),
    'leave-failed': async (failure) => tell(LEAVE_FAILED_EVENT, failure),
  };
}
