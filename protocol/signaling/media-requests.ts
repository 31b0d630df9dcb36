import * as z from 'zod';
import { ConferenceId, ConsumerId, ProducerId, TransportId } from '../ids.ts';
import { MediaKind, RtpParameters, Source, Want } from '../media.ts';

const Nothing = z.object({});

/**
 * The requests that a page makes of the SFU, and main passes on as they are: both contracts have them. They stand by
 * themselves, since a page parses nothing else that is said to the server.
 */
export const MEDIA_REQUESTS = {
  'media.produce': {
    data: z.object({
      conferenceId: ConferenceId,
      transportId: TransportId,
      source: Source,
      kind: MediaKind,
      rtpParameters: RtpParameters,
      paused: z.boolean(),
    }),
    reply: z.object({ producerId: ProducerId }),
  },
  'media.set-producer-paused': {
    data: z.object({ conferenceId: ConferenceId, producerId: ProducerId, paused: z.boolean() }),
    reply: Nothing,
  },
  'media.close-producer': {
    data: z.object({ conferenceId: ConferenceId, producerId: ProducerId }),
    reply: Nothing,
  },
  /** Closes what this participant sends of a source, also a producer whose ID never arrived. Nothing when there is none. */
  'media.close-source': {
    data: z.object({ conferenceId: ConferenceId, source: Source }),
    reply: Nothing,
  },
  /** The page can decode this consumer now. Consumers begin paused, so that no first key frame is lost. */
  'media.resume-consumer': {
    data: z.object({ conferenceId: ConferenceId, consumerId: ConsumerId }),
    reply: Nothing,
  },
  /**
   * What this page needs of what it receives now: only what is named changes.
   * @throws MEDIA_OBJECT_UNKNOWN when one of them is not there (any more); the others are as wanted all the same
   */
  'media.want': {
    data: z.object({ conferenceId: ConferenceId, wants: z.array(Want).min(1).max(600) }),
    reply: Nothing,
  },
} as const satisfies Record<string, { data: z.ZodType; reply: z.ZodType }>;
