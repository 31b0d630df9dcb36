import type { OrderData, OrderName } from '../../../../protocol/rpc/orders.ts';
import type { PageLink } from '../../page-link.ts';
import type { Log } from '../../ports.ts';
import type { StayPorts } from './stay-ports.ts';

/** Tells the page how stays end, and that a leave failed: each once, and to the next page if there is none now. */
export function stayEvents(page: PageLink, log: Log): Pick<StayPorts, 'exited' | 'leaveFailed'> {
  const tell = async <Name extends OrderName>(name: Name, data: OrderData<Name>) => {
    await page.whenAttached();
    await page.order(name, data).catch(() => {});
  };
  return {
    exited: (exit) => {
      log.info('exited', { reason: exit.reason, code: exit.code });
      void tell('stay-exited', exit);
    },
    leaveFailed: (failure) => void tell('leave-failed', failure),
  };
}
