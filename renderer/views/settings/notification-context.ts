import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { NotificationAccess } from '../../notifications/notification-permission.ts';

const Context = createContext<NotificationAccess | null>(null);

/** Gives the views below it the permission to notify. */
export const NotificationAccessProvider = Context.Provider;

/** The permission to notify. @throws Error outside of a {@link NotificationAccessProvider} */
export function useNotificationAccess(): NotificationAccess {
  const access = useContext(Context);
  if (!access) throw new Error('no NotificationAccessProvider above');
  return access;
}
