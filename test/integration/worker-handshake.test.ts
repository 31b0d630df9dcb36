import { describe, expect, it } from 'vitest';
import { ensureWorker } from '../../build/worker/ensure-worker.mjs';
import { tryMedia } from '../../build/worker/media-trial.mjs';

describe('the media worker', () => {
  it('does a real DTLS handshake and forwards an encrypted RTP packet', async () => {
    expect(await tryMedia(await ensureWorker())).toEqual({ ok: true, ms: expect.any(Number) });
  });

  it('is refused if it does not run as a worker', async () => {
    expect(await tryMedia(process.execPath)).toEqual({ ok: false, reason: expect.stringContaining('code:') });
  });
});
