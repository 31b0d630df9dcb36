import { ParleyError } from '../../../protocol/errors.ts';
import type { ConferenceId, ConversationId, ParticipantId } from '../../../protocol/ids.ts';
import type { ConsumerParameters, RtpCapabilities, Source } from '../../../protocol/media.ts';
import type { Notice } from '../../../protocol/signaling/notices.ts';
import type { JoinedReply } from '../../../protocol/signaling/requests.ts';
import { aJoin, enter } from '../server/conference/entering.ts';
import { anId } from '../server/requests.ts';
import { TestClient } from '../server/test-client.ts';
import { tokenFor } from '../server/test-server.ts';
import { Roster } from './roster.ts';
import { plainCapabilities, type Reception, RtpPeer } from './rtp-peer.ts';
import { cameraStream, microphoneStream, type RtpStream } from './rtp-streams.ts';

/** On an overloaded machine joins should be slow rather than fail; the figure shows how slow. */
const REQUEST_TIMEOUT_MS = 30_000;

export interface ParticipantOptions {
  name: string;
  /** URL of the server. */
  url: string;
  /** Whether the participant talks all the time or is silent. */
  speaks: boolean;
  /** Whether the participant's camera is on. */
  isSeen: boolean;
  /** Called with a description of each unexpected event. */
  failed: (what: string) => void;
}

/** A signaling client that behaves like a main process, with plain RTP in place of a page's media. */
export class SimulatedParticipant {
  readonly roster = new Roster();
  readonly #options: ParticipantOptions;
  readonly #client: TestClient;
  readonly #consumers = new Map<string, ConsumerParameters>();
  #rtpCapabilities: RtpCapabilities = { codecs: [] };
  #peer: RtpPeer | undefined;
  #stay: JoinedReply | undefined;
  /** Notices that arrive before the reply to our join; null while no reply is awaited. */
  #early: Notice[] | null = null;

  private constructor(options: ParticipantOptions, token: string) {
    this.#options = options;
    this.#client = new TestClient({
      url: options.url,
      token,
      timeoutMs: REQUEST_TIMEOUT_MS,
      onNotice: (notice) => this.#take(notice),
    });
    this.#client.socket.on('disconnect', (reason) => {
      if (reason !== 'io client disconnect') options.failed(`${options.name}: disconnected, ${reason}`);
    });
  }

  static async signIn(options: ParticipantOptions): Promise<SimulatedParticipant> {
    const participant = new SimulatedParticipant(options, await tokenFor(options.name));
    await participant.#client.connected();
    const { routerRtpCapabilities } = await participant.#client.register();
    participant.#rtpCapabilities = plainCapabilities(routerRtpCapabilities);
    return participant;
  }

  /** Undefined while not in a conference. */
  get participantId(): ParticipantId | undefined {
    return this.#stay?.participantId;
  }

  get reception(): Reception {
    return this.#peer?.reception ?? { packets: 0, expected: 0 };
  }

  async create(): Promise<ConferenceId> {
    const conversationId = anId() as ConversationId;
    return (await this.#client.request('conference.create', { conversationId, title: 'Load' })).id;
  }

  /** Joins and starts to send. */
  async join(conferenceId: ConferenceId): Promise<void> {
    const { speaks, isSeen } = this.#options;
    const media = { microphone: 'on', camera: isSeen ? 'on' : 'off', screen: 'off' } as const;
    const rtpCapabilities = this.#rtpCapabilities;
    this.#early = [];
    this.#stay = await enter(this.#client, aJoin(conferenceId, { rtpCapabilities, media }));
    this.roster.begin(this.#stay.participants);
    for (const consumer of this.#stay.consumers) this.#consumers.set(consumer.id, consumer);
    const early = this.#early;
    this.#early = null;
    for (const notice of early) this.#take(notice);
    this.#peer = await RtpPeer.open();
    this.#peer.receiveFrom(this.#stay.receiveTransport);
    await this.#send('microphone', microphoneStream(speaks));
    if (isSeen) await this.#send('camera', cameraStream());
  }

  /** The other participants whose microphone this one has received. */
  get heard(): Set<ParticipantId> {
    const heard = [...this.#consumers.values()].filter(
      ({ source, rtpParameters: { encodings } }) =>
        source === 'microphone' && this.#peer?.hasReceived(encodings?.[0]?.ssrc ?? 0),
    );
    return new Set(heard.map(({ participantId }) => participantId));
  }

  async leave(): Promise<void> {
    if (this.#stay === undefined) return;
    const { id: conferenceId } = this.#stay.conference;
    this.#hangUp();
    await this.#client.request('conference.leave', { conferenceId });
  }

  signOut(): void {
    this.#hangUp();
    this.#client.close();
  }

  #hangUp(): void {
    this.#peer?.close();
    this.#peer = undefined;
    this.#consumers.clear();
    this.#stay = undefined;
  }

  async #send(source: Source, stream: RtpStream): Promise<void> {
    if (this.#stay === undefined || this.#peer === undefined) return;
    const { conference, sendTransport } = this.#stay;
    await this.#client.request('media.produce', {
      conferenceId: conference.id,
      transportId: sendTransport.id,
      source,
      kind: source === 'microphone' ? 'audio' : 'video',
      rtpParameters: stream.parameters,
      paused: false,
    });
    this.#peer.send(stream, sendTransport);
  }

  #take(notice: Notice): void {
    if (this.#early !== null) {
      this.#early.push(notice);
      return;
    }
    this.roster.apply(notice);
    const { name, data } = notice;
    if (name === 'consumer-added') this.#receive(data);
    else if (name === 'consumer-closed') this.#consumers.delete(data.consumerId);
    else if (name === 'conference-exited') {
      this.#options.failed(`${this.#options.name}: exited, ${data.ending.reason}`);
    }
  }

  #receive({ conferenceId, consumer }: { conferenceId: ConferenceId; consumer: ConsumerParameters }): void {
    this.#consumers.set(consumer.id, consumer);
    const resume = { conferenceId, consumerId: consumer.id };
    this.#client.request('media.resume-consumer', resume).catch((thrown: unknown) => {
      const { code } = ParleyError.from(thrown, 'REQUEST_TIMED_OUT');
      this.#options.failed(`${this.#options.name}: media.resume-consumer, ${code}`);
    });
  }
}
