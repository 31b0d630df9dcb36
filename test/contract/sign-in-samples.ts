import { address, iceServers, id, identity, person, rtpCapabilities } from './sample-parts.ts';

/** Requests with which an endpoint signs in and stays signed in. */
export const SIGN_IN_SAMPLES = {
  register: {
    data: { deviceName: 'Desk', doNotDisturb: false },
    reply: {
      endpointId: id,
      ...identity,
      people: [person],
      mailboxId: id,
      blocked: [address],
      iceServers,
      routerRtpCapabilities: rtpCapabilities,
      tokenExpiresInMs: 1,
      conferences: { state: 'preparing', percent: 40 },
    },
  },
  'token.renew': { data: { token: 'token' }, reply: { tokenExpiresInMs: 1 } },
};
