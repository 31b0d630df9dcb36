/**
 * The standalone server, except that its participants send plain RTP, since simulated ones have neither ICE nor DTLS.
 * Each transport that the server opens is a plain one with the interface of a WebRTC transport; the rest is unchanged.
 * On the message `collect` it runs the garbage collector, and replies `collected`.
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
