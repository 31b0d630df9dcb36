import { describe, expect, it } from 'vitest';
import { ensureWorker } from '../../build/worker/ensure-worker.mjs';
import { tryMedia } from '../../build/worker/media-trial.mjs';

describe('the media worker', () => {
  it('does a real DTLS handshake and carries an RTP packet encrypted', async () => {
    expect(await tryMedia(await ensureWorker())).toEqual({ ok: true, ms: expect.any(Number) });
  });

  it('is not trusted when it does not run as a worker', async () => {
    expect(await tryMedia(process.execPath)).toEqual({ ok: false, reason: expect.stringContaining('code:') });
  });
});
