/** Asks whether Parley may notify; to be called within a gesture of the user. */
export function askForNotifications(): void {
  if ('Notification' in window && Notification.permission === 'default')
    void Notification.requestPermission();
}
