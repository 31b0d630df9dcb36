import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { NotificationAccess } from '../../notifications/notification-permission.ts';

const Context = createContext<NotificationAccess | null>(null);

/** Provides the permission to show notifications to the views inside. */
export const NotificationAccessProvider = Context.Provider;

/** The permission to show notifications. @throws Error outside of a {@link NotificationAccessProvider} */
export function useNotificationAccess(): NotificationAccess {
  const access = useContext(Context);
  if (!access) throw new Error('no NotificationAccessProvider above');
  return access;
}
