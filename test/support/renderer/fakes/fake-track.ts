/** A capture track without a device: what the media folder uses of a `MediaStreamTrack`. */
export class FakeTrack extends EventTarget {
  static #made = 0;
  readonly id = `track-${++FakeTrack.#made}`;
  readonly kind: 'audio' | 'video';
  enabled = true;
  muted = false;
  readyState: 'live' | 'ended' = 'live';
  contentHint = '';
  readonly label: string;
  /** Every copy that was made of it. */
  readonly clones: FakeTrack[] = [];
  readonly #settings: { deviceId?: string; displaySurface?: string };

  constructor(
    kind: 'audio' | 'video',
    about: { label?: string; deviceId?: string; displaySurface?: string } = {},
  ) {
    super();
    const { label = '', ...settings } = about;
    this.kind = kind;
    this.label = label;
    this.#settings = settings;
  }

  getSettings(): MediaTrackSettings {
    return this.#settings;
  }

  clone(): FakeTrack {
    const copy = new FakeTrack(this.kind, { label: this.label, ...this.#settings });
    copy.enabled = this.enabled;
    this.clones.push(copy);
    return copy;
  }

  stop(): void {
    this.readyState = 'ended';
  }

  /** The system mutes it, or no longer does. */
  interrupt(isMuted: boolean): void {
    this.muted = isMuted;
    this.dispatchEvent(new Event(isMuted ? 'mute' : 'unmute'));
  }

  /** The device is unplugged, or its share ended at the bar of the system: all copies end with it. */
  unplug(): void {
    for (const track of [this, ...this.clones]) {
      if (track.readyState === 'ended') continue;
      track.readyState = 'ended';
      track.dispatchEvent(new Event('ended'));
    }
  }
}

/** Seen as the type that it stands for. */
export function asTrack(track: FakeTrack): MediaStreamTrack {
  return track as unknown as MediaStreamTrack;
}
