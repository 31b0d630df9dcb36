/**
 * The standalone server as it is, except that its participants send plain RTP: a simulated one has neither ICE nor
 * DTLS. Each transport that the server opens is a plain one in a WebRTC transport's clothes; all else is the real thing.
 * On the message `collect` it throws away what nothing refers to, and answers `collected`.
 */
import { observer } from 'mediasoup';
import { openDressedTransport } from './plain-transport.ts';

observer.on('newworker', (worker) => {
  worker.observer.on('newrouter', (router) => {
    router.createWebRtcTransport = () => openDressedTransport(router);
  });
});

process.on('message', (message) => {
  if (message !== 'collect') return;
  globalThis.gc?.();
  process.send?.('collected');
});

await import('../../../server/main.ts');
