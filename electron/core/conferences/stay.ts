import type { Participant } from '../../../protocol/conferences/conference.ts';
import type { Ending } from '../../../protocol/endings.ts';
import { ParleyError } from '../../../protocol/errors.ts';
import type { ConsumerId, ParticipantId, ProducerId } from '../../../protocol/ids.ts';
import type { ConsumerParameters, IceServer, RequestedMedia } from '../../../protocol/media.ts';
import type { StayView } from '../../../protocol/rpc/app-state.ts';
import type { JoinedReply } from '../../../protocol/signaling/requests.ts';
import type { Identity, MediaStatus } from '../../../protocol/signaling/shapes.ts';
import { STAY_MOVES, type StayEvent } from '../../../protocol/states/stay.ts';
import { nextState } from '../../../protocol/states/transition.ts';
import { ALL_OFF, type Lease } from '../leases/lease.ts';
import type { Log, PagePort, Requester } from '../ports.ts';
import { endingOfError } from '../session-endings.ts';
import type { SfuCapabilities } from '../sfu-capabilities.ts';

export interface StayPorts {
  page: PagePort;
  server: Requester;
  capabilities: SfuCapabilities;
  log: Log;
  leaveTimeoutMs(): number;
  iceServers(): IceServer[];
  show(view: StayView): void;
}

/**
 * One stay in a conference: its state, its media on the page and its signaling. The table of moves is
 * `protocol/states/stay.ts`. Leaving is not terminating: the conference goes on for the others (CONF-4).
 */
export class Stay {
  #view: StayView;
  readonly #ports: StayPorts;
  readonly #lease: Lease;
  #mediaOpen = false;
  /** Orders about consumers come after the one that opens the carriage. */
  #carriageOpen: Promise<void> = Promise.resolve();
  /** Notices that overtook the reply to our join. */
  #early: (() => void)[] | null = [];

  constructor(view: StayView, lease: Lease, ports: StayPorts) {
    this.#view = view;
    this.#lease = lease;
    this.#ports = ports;
  }

  get view(): StayView {
    return this.#view;
  }

  get over(): boolean {
    return this.#view.state === 'exited';
  }

  get connected(): boolean {
    return this.#view.state === 'connected';
  }

  /**
   * Joins with one request. Devices open meanwhile; none of them is needed to be in.
   * @throws ParleyError why it did not come about; the stay has exited with it
   */
  async join(media: RequestedMedia): Promise<void> {
    this.#move('join');
    this.#mediaOpen = true;
    this.#lease.open(media);
    try {
      const conferenceId = this.#view.conference.id;
      const capabilities = await this.#ports.capabilities.get();
      this.#checkNotOver();
      const join = { conferenceId, ...capabilities, media: this.#lease.status };
      const reply = await this.#ports.server.request('conference.join', join);
      if (this.over) {
        // We left while the join was on its way: nobody shall see us stand there.
        this.#request('conference.leave', { conferenceId });
      }
      this.#checkNotOver();
      if (reply.admission === 'joined') this.#joined(reply, join.media);
    } catch (thrown) {
      const error = ParleyError.from(thrown, 'SERVER_INTERNAL');
      if (this.#view.state === 'joining') this.#exit(endingOfError(error), { error: error.toWire() });
      throw error;
    }
  }

  /**
   * Gives the devices back, then leaves (CONF-4).
   * @throws ParleyError why the server did not let go; the stay is `connected` again and the leave can be repeated
   */
  async leave(): Promise<void> {
    if (this.#view.state === 'joining') {
      this.#exit({ reason: 'left', by: 'you' }, { stillIn: [] });
      return;
    }
    if (this.#view.state !== 'connected') throw notJoined();
    const { error: _, ...view } = this.#view;
    this.#view = view;
    this.#move('leave');
    this.#closeMedia();
    try {
      const request = { conferenceId: this.#view.conference.id };
      const timeoutMs = this.#ports.leaveTimeoutMs();
      const { stillIn } = await this.#ports.server.request('conference.leave', request, { timeoutMs });
      this.#left(stillIn);
    } catch (thrown) {
      const error = ParleyError.from(thrown, 'SERVER_INTERNAL');
      if (error.code === 'CONFERENCE_NOT_JOINED') return this.#left([]);
      if (this.#view.state !== 'leaving') return;
      this.#move('leave-failed', { error: error.toWire() });
      throw error;
    }
  }

  /** It ended without our asking: removed, ended, or the connection is lost. */
  exited(ending: Ending): void {
    if (this.#view.state !== 'idle') this.#exit(ending);
  }

  participantChanged(participant: Participant): void {
    this.#whenJoined(() => {
      const { participants } = this.#view;
      const at = participants.findIndex(({ id }) => id === participant.id);
      const changed = at < 0 ? [...participants, participant] : participants.with(at, participant);
      this.#change({ participants: changed });
    });
  }

  participantLeft(id: ParticipantId): void {
    this.#whenJoined(() => {
      this.#change({ participants: this.#view.participants.filter((participant) => participant.id !== id) });
    });
  }

  consumerAdded(consumer: ConsumerParameters): void {
    this.#orderWhenOpen((conferenceId) => this.#ports.page.order('sfu-consume', { conferenceId, consumer }));
  }

  consumerClosed(consumerId: ConsumerId): void {
    this.#orderWhenOpen((conferenceId) =>
      this.#ports.page.order('sfu-close-consumer', { conferenceId, consumerId }),
    );
  }

  keyFrameWanted(producerId: ProducerId): void {
    this.#orderWhenOpen((conferenceId) =>
      this.#ports.page.order('sfu-make-key-frame', { conferenceId, producerId }),
    );
  }

  /** What our lease sends changed. */
  localMedia(local: MediaStatus): void {
    if (this.over) return;
    this.#change({ local });
    if (this.connected) this.#tellMedia();
  }

  carriageState(state: 'connecting' | 'connected' | 'disconnected' | 'failed' | 'closed'): void {
    if (state === 'failed' && this.connected && this.#mediaOpen) {
      this.#giveUp(new ParleyError('MEDIA_FAILED', 'the media connection failed'));
    }
  }

  #joined(reply: JoinedReply, told: MediaStatus): void {
    const { admission: _, speakers: __, conference, participantId, participants, ...media } = reply;
    this.#move('joined', { conference, participantId, participants });
    this.#carriageOpen = this.#openCarriage(media);
    this.#carriageOpen.catch((error) => this.#giveUp(ParleyError.from(error, 'MEDIA_FAILED')));
    const early = this.#early ?? [];
    this.#early = null;
    for (const replay of early) replay();
    if (this.#lease.status !== told) this.#tellMedia();
  }

  async #openCarriage(
    media: Pick<JoinedReply, 'sendTransport' | 'receiveTransport' | 'consumers'>,
  ): Promise<void> {
    const { sendTransport, receiveTransport, consumers } = media;
    await this.#ports.page.order('sfu-open', {
      conferenceId: this.#view.conference.id,
      leaseId: this.#view.leaseId,
      iceServers: this.#ports.iceServers(),
      sendTransport,
      receiveTransport,
      consumers,
    });
  }

  /** Without media there is no point in staying. */
  #giveUp(error: ParleyError): void {
    if (!this.connected || !this.#mediaOpen) return;
    this.#request('conference.leave', { conferenceId: this.#view.conference.id });
    this.#exit(endingOfError(error), { error: error.toWire() });
  }

  #left(stillIn: Identity[]): void {
    if (this.#view.state === 'leaving') this.#exit({ reason: 'left', by: 'you' }, { stillIn });
  }

  #exit(ending: Ending, change: Partial<StayView> = {}): void {
    if (this.over) return;
    this.#closeMedia();
    this.#move('exit', { ending, local: ALL_OFF, ...change });
  }

  #closeMedia(): void {
    // Devices first: ending a transport takes the page longer than ending a track.
    this.#lease.release();
    if (this.#mediaOpen && this.#ports.page.attached) {
      const { id } = this.#view.conference;
      this.#quietly(this.#ports.page.order('close-carriage', { carriageId: id }));
    }
    this.#mediaOpen = false;
    this.#view = { ...this.#view, local: ALL_OFF };
  }

  #whenJoined(task: () => void): void {
    if (this.#early !== null) this.#early.push(task);
    else if (!this.over) task();
  }

  #orderWhenOpen(order: (conferenceId: StayView['conference']['id']) => Promise<unknown>): void {
    this.#whenJoined(() => {
      const send = async () => {
        await this.#carriageOpen;
        if (this.#mediaOpen) await order(this.#view.conference.id);
      };
      this.#quietly(send());
    });
  }

  #tellMedia(): void {
    this.#request('conference.media', { conferenceId: this.#view.conference.id, media: this.#lease.status });
  }

  #request(...[name, data]: Parameters<Requester['request']>): void {
    this.#quietly(this.#ports.server.request(name, data));
  }

  /** @throws ParleyError when it ended while something was waited for */
  #checkNotOver(): void {
    if (this.over) throw notJoined();
  }

  #move(event: StayEvent, change: Partial<StayView> = {}): void {
    const state = nextState(STAY_MOVES, this.#view.state, event);
    this.#change({ ...change, state });
  }

  #change(change: Partial<StayView>): void {
    this.#view = { ...this.#view, ...change };
    this.#ports.show(this.#view);
  }

  #quietly(work: Promise<unknown>): void {
    work.catch((error) => {
      this.#ports.log.info('ignored', { code: ParleyError.from(error, 'SERVER_INTERNAL').code });
    });
  }
}

/** The request needs a stay in that conference. */
export function notJoined(): ParleyError {
  return new ParleyError('CONFERENCE_NOT_JOINED', 'not in this conference');
}
