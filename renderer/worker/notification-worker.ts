import { answerClick, answerClose } from './notification-clicks.ts';

/**
 * Parley's service worker. Chromium supports actions only for notifications of a service worker (W3C notifications,
 * `ServiceWorkerRegistration.showNotification`). The worker does nothing else and intercepts no request of the page.
 */
declare const self: ServiceWorkerGlobalScope;

self.addEventListener('install', (event) => event.waitUntil(self.skipWaiting()));
self.addEventListener('notificationclick', (event) => event.waitUntil(answerClick(event, self.clients)));
self.addEventListener('notificationclose', (event) => event.waitUntil(answerClose(event, self.clients)));
