import { BellOff, X } from 'lucide';
import { useState } from 'preact/hooks';
import { text } from '../../i18n/en.ts';
import { useAppState } from '../store-context.ts';
import { Icon } from '../ui/icon.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { useNotificationAccess } from './notification-context.ts';

/**
 * Says that calls are not shown while the window is hidden, until the user allows notifications or dismisses the notice
 * (SPEC NOTE-1).
 */
export function NotificationNotice() {
  const [isDismissed, setDismissed] = useState(false);
  const { state } = useNotificationAccess();
  const { notifier } = useAppState();
  // If the desktop shows Parley's notifications, the page needs no permission.
  if (notifier === 'desktop' || state.value === 'granted' || isDismissed) return null;
  const isOpen = state.value === 'default';
  return (
    <section class="card notification-notice" data-testid="notification-notice" data-state={state.value}>
      <Icon node={BellOff} />
      <p>{text.notification.access[state.value]}</p>
      {isOpen ? (
        <AllowNotifications />
      ) : (
        <IconButton
          label={text.notification.dismissNotice}
          look="quiet"
          icon={X}
          testId="dismiss-notification-notice"
          onClick={() => setDismissed(true)}
        />
      )}
    </section>
  );
}

/** The same notice in the settings, where it cannot be dismissed. */
export function NotificationSetting() {
  const { state } = useNotificationAccess();
  const { notifier } = useAppState();
  const shown = notifier === 'desktop' ? 'granted' : state.value;
  return (
    <fieldset class="choice" data-testid="notification-setting" data-state={shown}>
      <legend>{text.settings.notifications}</legend>
      <p class="soft small">{text.notification.access[shown]}</p>
      {shown === 'default' && <AllowNotifications />}
    </fieldset>
  );
}

function AllowNotifications() {
  const access = useNotificationAccess();
  return (
    <button type="button" class="button" data-testid="allow-notifications" onClick={() => void access.ask()}>
      {text.notification.allow}
    </button>
  );
}
