/** Parts of the sample messages. */
export const id = 'aaaaaaaa-1111-4222-8333-bbbbbbbbbbbb';
export const address = 'alice@parley.local';
export const identity = { address, displayName: 'Alice' };
export const media = { microphone: 'on', camera: 'off', screen: 'off' };
export const requested = { microphone: true, camera: false };
export const ending = { reason: 'hung-up', by: 'them' };
export const referTo = { kind: 'person', person: identity };
export const referFailure = { by: 'target', reason: 'busy', text: 'Later', code: 'TARGET_OFFLINE' };
export const candidate = { candidate: 'candidate:1 1 udp 2113937151 192.0.2.1 54400 typ host', sdpMid: '0' };
export const headers = { 'X-Reason-Detail': 'in a meeting' };
export const message = {
  id,
  conversationId: id,
  from: identity,
  to: address,
  text: 'Lunch?',
  sequence: 1,
  revision: 2,
  sentAtMs: 1,
  progress: 'delivered',
};
export const messageView = {
  id,
  conversationId: id,
  from: identity,
  to: address,
  text: 'Lunch?',
  sequence: 1,
  sentAtMs: 1,
  direction: 'incoming',
  state: 'delivered',
};
export const conversation = {
  id,
  peer: identity,
  sessionIds: [id],
  types: ['audio-video', 'instant-messaging'],
  startedAtMs: 1,
  lastUsedAtMs: 2,
  state: 'live',
};
export const person = { ...identity, presence: 'available' };
export const dtlsParameters = {
  role: 'client',
  fingerprints: [{ algorithm: 'sha-256', value: 'AB:'.repeat(31).concat('CD') }],
};
const rtpParameters = {
  codecs: [{ mimeType: 'video/VP8', payloadType: 96, clockRate: 90_000, rtcpFeedback: [{ type: 'nack' }] }],
  encodings: [{ ssrc: 1, rtx: { ssrc: 2 } }],
};
export const rtpCapabilities = {
  codecs: [
    { kind: 'audio', mimeType: 'audio/opus', preferredPayloadType: 100, clockRate: 48_000, channels: 2 },
  ],
  headerExtensions: [{ kind: 'audio', uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', preferredId: 1 }],
};
export const transport = {
  id,
  iceParameters: { usernameFragment: 'u', password: 'p', iceLite: true },
  iceCandidates: [
    {
      foundation: 'udp',
      priority: 1,
      address: '127.0.0.1',
      ip: '127.0.0.1',
      protocol: 'udp',
      port: 7450,
      type: 'host',
    },
  ],
  dtlsParameters,
};
export const consumer = {
  id,
  producerId: id,
  participantId: id,
  source: 'camera',
  kind: 'video',
  rtpParameters,
};
export const conference = {
  id,
  conversationId: id,
  title: 'Weekly',
  link: `parley://join/${id}`,
  locked: false,
  waitingRoom: true,
  passcode: '246810',
  removed: [identity],
};
export const speakers = { speaking: [id], dominant: id };
export const chatMessage = { id, participantId: id, from: identity, text: 'Hello', sequence: 1, sentAtMs: 1 };
export const holder = { purpose: 'conference', name: 'Weekly' };
export const participant = {
  id,
  ...identity,
  endpointId: id,
  role: 'organizer',
  status: 'connected',
  media,
  joined: 'dialed-in',
  joinedAtMs: 1,
  handRaisedAtMs: 2,
};
export const produce = {
  conferenceId: id,
  transportId: id,
  source: 'camera',
  kind: 'video',
  rtpParameters,
  paused: false,
};
export const iceServers = [{ urls: ['stun:192.0.2.1:3478'] }];
export const sdp = 'v=0\r\n';
export const settings = {
  displayName: 'Alice',
  serverUrl: '',
  insecureHosts: [],
  theme: 'system',
  startWith: { microphone: true, camera: true },
  devices: { microphone: '', camera: '', speaker: '', ringer: '' },
  doNotDisturb: false,
  acceptTransfers: 'ask',
  letterShortcuts: true,
  timings: {
    invitationExpiryMs: 45_000,
    acceptTimeoutMs: 10_000,
    leaveTimeoutMs: 5_000,
    iceRestartMs: 15_000,
    requestTimeoutMs: 10_000,
    escalateMs: 8_000,
    referMs: 60_000,
    pageBackMs: 8_000,
    resumeMs: 15_000,
    emptyConferenceMs: 60_000,
    organizerGoneMs: 60_000,
    quitMs: 2_000,
  },
};
