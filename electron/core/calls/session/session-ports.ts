import type { Timings } from '../../../../protocol/local/settings.ts';
import type { IceServer } from '../../../../protocol/media.ts';
import type { Crossing } from '../../../../protocol/signaling/shapes.ts';
import type { Clock, Log, PagePort, Requester } from '../../ports.ts';

/** What a session needs from around it. */
export interface SessionPorts {
  page: PagePort;
  server: Requester;
  clock: Clock;
  log: Log;
  timings(): Timings;
  iceServers(): IceServer[];
}

/** What a session tells its owner. */
export interface SessionEvents {
  /** Its view is another one. */
  changed(): void;
  /** Whether it is held, or its being established, changed: what belongs to the same call follows. */
  heldChanged(): void;
  /** It carries media no longer. Told once, before anything is said to the server. */
  closed(): void;
  /**
   * The other side had called us when our invitation came to the server: theirs is to be accepted (SPEC INV-13).
   * @param prepare ends or holds the other running calls
   */
  crossed(crossing: Crossing, prepare: (() => void) | undefined): void;
  /** It is over. Told again when the server says that it ended in another way than was thought here. */
  ended(): void;
}
