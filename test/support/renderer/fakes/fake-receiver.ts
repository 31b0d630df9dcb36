/** Chromium's counters of received audio. The test moves them on. */
export class FakeReceiver {
  #packets = 0;
  #samples = 0;
  #concealed = 0;
  #silentConcealed = 0;
  /** As for a closed connection. */
  isGone = false;

  /** Plays this much audio that came in packets. */
  hear(seconds: number, packets = 1): void {
    this.#packets += packets;
    this.#samples += seconds * 48_000;
  }

  /** Plays this much concealed audio. */
  conceal(seconds: number, { isSilent = false } = {}): void {
    this.#samples += seconds * 48_000;
    this.#concealed += seconds * 48_000;
    if (isSilent) this.#silentConcealed += seconds * 48_000;
  }

  async getStats(): Promise<RTCStatsReport> {
    if (this.isGone) throw new DOMException('closed', 'InvalidStateError');
    const row = {
      type: 'inbound-rtp',
      packetsReceived: this.#packets,
      totalSamplesDuration: this.#samples / 48_000,
      totalSamplesReceived: this.#samples,
      concealedSamples: this.#concealed,
      silentConcealedSamples: this.#silentConcealed,
    };
    return new Map<string, object>([
      ['transport', { type: 'transport' }],
      ['inbound', row],
    ]) as RTCStatsReport;
  }
}
