import type { ConferenceId, ProducerId } from '../../protocol/ids.ts';
import type { ConsumerParameters, Source } from '../../protocol/media.ts';
import type { Member } from './member.ts';

/** A producer of a member. */
interface Offered {
  sender: Member;
  source: Source;
  producerId: ProducerId;
}

/**
 * Creates consumers of all producers for a member who is joining. They are not paused: mediasoup requests key frames by
 * itself when the receive transport connects. Producers that are added while this runs are included, so that none is
 * missed before the member is in the roster.
 */
export async function offerAll(
  joiner: Member,
  senders: () => readonly Member[],
): Promise<ConsumerParameters[]> {
  const consumers: ConsumerParameters[] = [];
  const tried = new Set<ProducerId>();
  for (;;) {
    const fresh = offeredBy(senders()).filter(({ producerId }) => !tried.has(producerId));
    if (fresh.length === 0) return consumers;
    for (const { producerId } of fresh) tried.add(producerId);
    const made = await Promise.all(fresh.map((offered) => consume(joiner, offered, { paused: false })));
    consumers.push(...made.filter((consumer) => consumer !== undefined));
  }
}

/** Offers a new producer to other members. Each consumer is paused until the page can decode it. */
export async function offerTo(
  receivers: readonly Member[],
  offered: Offered,
  conferenceId: ConferenceId,
): Promise<void> {
  await Promise.all(
    receivers.map(async (receiver) => {
      const consumer = await consume(receiver, offered, { paused: true });
      if (consumer === undefined || receiver.state !== 'joined') return;
      receiver.notify('consumer-added', { conferenceId, consumer });
    }),
  );
}

function offeredBy(senders: readonly Member[]): Offered[] {
  return senders.flatMap((sender) => sender.sent.producers.map((producer) => ({ sender, ...producer })));
}

async function consume(
  receiver: Member,
  { sender, source, producerId }: Offered,
  options: { paused: boolean },
): Promise<ConsumerParameters | undefined> {
  const consumer = await receiver.sfu.consume(producerId, { source, ...options });
  return consumer && { ...consumer, participantId: sender.id, source };
}
