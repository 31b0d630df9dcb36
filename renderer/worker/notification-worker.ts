import { answerClick, answerClose } from './notification-clicks.ts';

/**
 * Parley's service worker. Chromium gives actions only to notifications that have one (W3C notifications,
 * `ServiceWorkerRegistration.showNotification`); it does nothing else, and touches no request of the page.
 */
declare const self: ServiceWorkerGlobalScope;

self.addEventListener('install', (event) => event.waitUntil(self.skipWaiting()));
self.addEventListener('notificationclick', (event) => event.waitUntil(answerClick(event, self.clients)));
self.addEventListener('notificationclose', (event) => event.waitUntil(answerClose(event, self.clients)));
