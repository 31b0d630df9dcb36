import * as z from 'zod';
import { ConferenceId, ConsumerId, ProducerId, TransportId } from '../ids.ts';
import { MediaKind, RtpParameters, Source, Want } from '../media.ts';

const Nothing = z.object({});

/**
 * Requests of a page to the SFU, which main forwards unchanged: both contracts contain them. They have a file of their
 * own, since a page needs no other request to the server.
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
  /**
   * Closes every producer of this participant's source, also one whose ID never reached the page. Does nothing if there is
   * none.
   */
  'media.close-source': {
    data: z.object({ conferenceId: ConferenceId, source: Source }),
    reply: Nothing,
  },
  /** The page is ready to decode this consumer. Consumers start paused, so that the first key frame is not lost. */
  'media.resume-consumer': {
    data: z.object({ conferenceId: ConferenceId, consumerId: ConsumerId }),
    reply: Nothing,
  },
  /**
   * What this page needs from the named consumers. Other consumers stay unchanged.
   * @throws MEDIA_OBJECT_UNKNOWN if one of them does not exist (any more); the others are changed all the same
   */
  'media.want': {
    data: z.object({ conferenceId: ConferenceId, wants: z.array(Want).min(1).max(600) }),
    reply: Nothing,
  },
} as const satisfies Record<string, { data: z.ZodType; reply: z.ZodType }>;
