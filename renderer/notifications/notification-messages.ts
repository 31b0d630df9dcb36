import * as z from 'zod';

/**
 * What the user did with a notification, as the service worker tells the page. An empty action is a click on the
 * notification itself.
 */
export const NotificationMessage = z.object({
  about: z.literal('notification'),
  kind: z.enum(['clicked', 'closed']),
  /** Tag of the notification: the invitation's ID, or a name that Parley chose. */
  tag: z.string().max(200),
  action: z.enum(['', 'accept', 'decline']),
});
export type NotificationMessage = z.infer<typeof NotificationMessage>;
