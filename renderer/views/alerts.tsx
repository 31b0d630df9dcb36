import { TriangleAlert as Alert, X } from 'lucide';
import { errorWords, text } from '../i18n/en.ts';
import { Icon } from './icon.tsx';
import { useStore } from './store-context.ts';

/** Messages to be read once, above everything else. */
export function Alerts() {
  const store = useStore();
  return (
    <section class="alerts" aria-label={text.alert.region} aria-live="assertive">
      {store.alerts.value.map((alert) => (
        <div key={alert.id} class="alert" data-testid="alert" data-code={alert.error.code}>
          <Icon node={Alert} />
          <p>{errorWords(alert.error)}</p>
          <button
            type="button"
            class="button button-icon button-quiet"
            aria-label={text.alert.dismiss}
            title={text.alert.dismiss}
            data-testid="dismiss-alert"
            onClick={() => store.dismissAlert(alert)}
          >
            <Icon node={X} />
          </button>
        </div>
      ))}
    </section>
  );
}
