import type { Playback } from '../elements/playback.ts';
import { type RemoteTrack, type RemoteTracks, sameTrack } from '../remote-tracks.ts';
import type { ShownPictures } from '../shown-pictures.ts';

/** Where it is known whether what is received is played, too. */
export interface Players {
  readonly remoteTracks: RemoteTracks;
  readonly playback: Pick<Playback, 'hasBegun'>;
  readonly shownPictures: Pick<ShownPictures, 'all' | 'isPageVisible'>;
}

/** Says whether a received track is decoded and played by now. Asked again and again until it is. */
export interface PlayWatch {
  isPlayed(): Promise<boolean>;
}

/** So much of a sound is played before it is judged, in seconds. */
const WINDOW_S = 0.1;
/** So much of that has to be what was sent; the rest may have been made up for packets that are missing. */
const RECEIVED_SHARE = 0.8;

/** What an element has played of a sound since its beginning. */
interface PlayedSound {
  readonly packets: number;
  readonly seconds: number;
  readonly samples: number;
  /** Samples made up for packets that are missing. Silence that was not sent (Opus DTX) is none of them. */
  readonly concealed: number;
}

/** A sound is played when an element is ready for it and what comes out is steadily what was sent. */
export class SoundWatch implements PlayWatch {
  readonly #sound: RemoteTrack;
  readonly #isReady: () => boolean;
  /** The beginning of what is judged. */
  #since: PlayedSound | undefined;

  /** `isReady` says whether an element would let it be heard. */
  constructor(sound: RemoteTrack, isReady: () => boolean) {
    this.#sound = sound;
    this.#isReady = isReady;
  }

  async isPlayed(): Promise<boolean> {
    const report = await this.#sound.receiver?.getStats().catch(() => undefined);
    const now = report && playedOf(report);
    const since = this.#since;
    if (!now || !since) {
      this.#since = now;
      return false;
    }
    if (now.seconds - since.seconds < WINDOW_S) return false;
    const received = 1 - (now.concealed - since.concealed) / (now.samples - since.samples);
    if (received < RECEIVED_SHARE) {
      this.#since = now;
      return false;
    }
    // What is made up falls silent when nothing comes any more, and counts as silence that was not sent. Something comes
    // even then: at least every 400 ms (RFC 6716 §2.1.9).
    return now.packets > since.packets && this.#isReady();
  }
}

/** Nothing before the first packet: what is played until then is silence of our own. */
function playedOf(report: RTCStatsReport): PlayedSound | undefined {
  for (const row of report.values() as Iterable<RTCInboundRtpStreamStats>) {
    if (row.type !== 'inbound-rtp' || !row.packetsReceived) continue;
    const { concealedSamples = 0, silentConcealedSamples = 0 } = row;
    return {
      packets: row.packetsReceived,
      seconds: row.totalSamplesDuration ?? 0,
      samples: row.totalSamplesReceived ?? 0,
      concealed: concealedSamples - silentConcealedSamples,
    };
  }
  return undefined;
}

/** After so long without an element on screen, a picture counts as not shown, in milliseconds. */
export const UNSEEN_AFTER_MS = 2_000;

/** A picture is played when an element has presented a frame of it, or when nobody is to see it. */
export class PictureWatch implements PlayWatch {
  readonly #picture: RemoteTrack;
  readonly #players: Players;
  /** When it was on screen last, on the clock of `performance`. */
  #seenAtMs = performance.now();

  constructor(picture: RemoteTrack, players: Players) {
    this.#picture = picture;
    this.#players = players;
  }

  async isPlayed(): Promise<boolean> {
    const { playback, shownPictures } = this.#players;
    if (!shownPictures.isPageVisible.value || playback.hasBegun(this.#picture.track)) return true;
    const nowMs = performance.now();
    if (shownPictures.all.value.some((shown) => sameTrack(shown, this.#picture))) this.#seenAtMs = nowMs;
    return nowMs - this.#seenAtMs >= UNSEEN_AFTER_MS;
  }
}
