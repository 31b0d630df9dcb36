/** A capture track without a device: the part of `MediaStreamTrack` that the media folder uses. */
export class FakeTrack extends EventTarget {
  static #made = 0;
  readonly id = `track-${++FakeTrack.#made}`;
  readonly kind: 'audio' | 'video';
  enabled = true;
  muted = false;
  readyState: 'live' | 'ended' = 'live';
  contentHint = '';
  readonly label: string;
  /** All clones of the track. */
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

  /** The system mutes or unmutes the track. */
  interrupt(isMuted: boolean): void {
    this.muted = isMuted;
    this.dispatchEvent(new Event(isMuted ? 'mute' : 'unmute'));
  }

  /** The device is unplugged, or the user ends the share in the system's bar. All clones end, too. */
  unplug(): void {
    for (const track of [this, ...this.clones]) {
      if (track.readyState === 'ended') continue;
      track.readyState = 'ended';
      track.dispatchEvent(new Event('ended'));
    }
  }
}

/** The fake with the type of the real track. */
export function asTrack(track: FakeTrack): MediaStreamTrack {
  return track as unknown as MediaStreamTrack;
}
