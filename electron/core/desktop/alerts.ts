import type { ParleyError } from '../../../protocol/errors.ts';
import type { Ids } from '../ports.ts';
import type { AppStore } from '../store.ts';

const maxAlerts = 50;

/** The alerts at the top of the page. An alert with the same code and context as a visible one is not added. */
export class Alerts {
  readonly #store: AppStore;
  readonly #ids: Ids;

  constructor(store: AppStore, ids: Ids) {
    this.#store = store;
    this.#ids = ids;
  }

  raise(error: ParleyError): void {
    const wire = error.toWire();
    const { alerts } = this.#store.state;
    const same = (other: { error: typeof wire }) =>
      other.error.code === wire.code && JSON.stringify(other.error.context) === JSON.stringify(wire.context);
    if (alerts.some(same)) return;
    this.#store.update({ alerts: [...alerts, { id: this.#ids.next(), error: wire }].slice(-maxAlerts) });
  }

  dismiss(id: string): void {
    this.#store.update({ alerts: this.#store.state.alerts.filter((alert) => alert.id !== id) });
  }
}
