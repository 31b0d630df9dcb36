import { TriangleAlert as Alert, X } from 'lucide';
import { errorWords, text } from '../i18n/en.ts';
import { useStore } from './store-context.ts';
import { Icon } from './ui/icon.tsx';
import { IconButton } from './ui/icon-button.tsx';

/**
 * Alerts as lines at the top of the page. They are part of the page's flow, so they cover nothing. The announcer reads
 * them to screen readers.
 */
export function Alerts() {
  const store = useStore();
  if (store.alerts.value.length === 0) return null;
  return (
    <section class="alerts" aria-label={text.alert.region}>
      {store.alerts.value.map((alert) => (
        <div key={alert.id} class="alert" data-testid="alert" data-code={alert.error.code}>
          <Icon node={Alert} />
          <p>{errorWords(alert.error)}</p>
          <IconButton
            label={text.alert.dismiss}
            look="quiet"
            icon={X}
            testId="dismiss-alert"
            onClick={() => store.dismissAlert(alert)}
          />
        </div>
      ))}
    </section>
  );
}
