import { beforeEach, describe, expect, test } from 'vitest';
import { Alerts } from '../../../../../electron/core/desktop/alerts.ts';
import { ShellControls } from '../../../../../electron/core/desktop/shell-controls.ts';
import { AppStore } from '../../../../../electron/core/store.ts';
import { ParleyError } from '../../../../../protocol/errors.ts';
import type { InvitationId } from '../../../../../protocol/ids.ts';
import { settled } from '../../../../support/fake-clock.ts';
import { appState, callView, screenShareView } from '../../../../support/renderer/samples/session-view.ts';

let store: AppStore;
let sent: [name: string, data: object][];
let muted: string[];
let controls: ShellControls;
let failure: ParleyError | undefined;
let attached: Promise<void>;

const incoming = (change: object = {}) => callView({ state: 'incoming', direction: 'incoming', ...change });
const second = 'invitation-0002' as InvitationId;

beforeEach(() => {
  store = new AppStore(appState({ sessions: [incoming(), incoming({ invitationId: second })] }), () => {});
  sent = [];
  muted = [];
  failure = undefined;
  attached = Promise.resolve();
  const command = (name: string) => async (data: object) => {
    if (failure) throw failure;
    sent.push([name, data]);
    return {};
  };
  controls = new ShellControls({
    store,
    alerts: new Alerts(store, { next: () => 'alert-1' }),
    leases: {
      find: (id: string) => {
        if (id === 'lease-gone') throw new ParleyError('MEDIA_OBJECT_UNKNOWN', 'gone');
        return { muteOutsidePage: async () => muted.push(id) };
      },
    } as never,
    commands: { accept: command('accept'), decline: command('decline') },
    pageAttached: () => attached,
    leave: async () => {
      sent.push(['leave', {}]);
    },
  });
});

describe('the tray and notifications use the same commands as the page', () => {
  test('[NOTE-3] Answer accepts the first invitation that rings', async () => {
    await controls.answer();
    const media = { microphone: true, camera: true };
    expect(sent).toEqual([['accept', { invitationId: 'invitation-0001', media }]]);
  });

  test.each([
    ['a call is put on hold', { sessions: [incoming(), callView({ id: 'session-0009' })] }, 'hold'],
    [
      'our own call that still rings ends',
      { sessions: [incoming(), callView({ id: 'session-0009', state: 'establishing' })] },
      'end',
    ],
    [
      'our user leaves a conference',
      { sessions: [incoming()], stay: { state: 'connected', local: {} } },
      'end',
    ],
    [
      'a stay that has ended changes nothing',
      { sessions: [incoming()], stay: { state: 'exited' } },
      undefined,
    ],
  ])('[INV-10] Answer during another call or conference: %s', async (_, state, others) => {
    store.update(state as never);
    await controls.answer();
    expect(sent).toMatchObject([['accept', { others }]]);
  });

  test('[NOTE-3] Accept in a notification accepts that invitation', async () => {
    await controls.answer(second);
    await controls.decline(second);
    expect(sent).toMatchObject([
      ['accept', { invitationId: second }],
      ['decline', { invitationId: second, reason: 'declined' }],
    ]);
  });

  test.each([
    ['both devices', { microphone: true, camera: true }, true, { microphone: true, camera: true }],
    [
      'no camera for an audio call',
      { microphone: true, camera: true },
      false,
      { microphone: true, camera: false },
    ],
    [
      'the devices of the settings',
      { microphone: false, camera: true },
      true,
      { microphone: false, camera: true },
    ],
    [
      'at least the microphone',
      { microphone: false, camera: false },
      true,
      { microphone: true, camera: false },
    ],
    [
      'the microphone in an audio call',
      { microphone: false, camera: true },
      false,
      { microphone: true, camera: false },
    ],
  ])('[NOTE-5] Answer opens %s', async (_what, startWith, camera, media) => {
    const { settings } = store.state;
    store.update({
      settings: { ...settings, startWith },
      sessions: [incoming({ requested: { microphone: true, camera } })],
    });
    await controls.answer();
    expect(sent[0]?.[1]).toMatchObject({ media });
  });

  test('[SES-3] answering a shared screen opens no device', async () => {
    store.update({ sessions: [screenShareView({ state: 'incoming', direction: 'incoming' })] });
    await controls.answer();
    expect(sent[0]?.[1]).toMatchObject({ media: { microphone: false, camera: false } });
  });

  test('[INV-2] an invitation that no longer rings is not answered', async () => {
    store.update({ sessions: [callView(), callView({ state: 'terminated' })] });
    await controls.answer();
    await controls.decline();
    await controls.answer('invitation-0001' as InvitationId);
    expect(sent).toEqual([]);
  });

  test('[NOTE-5] Answer waits until a page is attached, and does nothing if the call has ended meanwhile', async () => {
    let attach = () => {};
    attached = new Promise((resolve) => {
      attach = resolve;
    });
    const answered = controls.answer();
    await settled();
    expect(sent).toEqual([]);
    store.update({ sessions: [] });
    attach();
    await answered;
    expect(sent).toEqual([]);
  });

  test('[INV-7] a failed answer is shown as an alert, and nothing is thrown', async () => {
    failure = new ParleyError('INVITATION_CANCELLED', 'they gave up');
    await controls.answer();
    expect(store.state.alerts).toMatchObject([{ error: { code: 'INVITATION_CANCELLED' } }]);
  });

  test('[NOTE-5] Mute turns off every microphone that is on; Leave ends the call', async () => {
    const on = { microphone: 'on', camera: 'off', screen: 'off' };
    store.update({
      sessions: [
        callView({ local: on }),
        callView({ leaseId: 'lease-gone', local: on }),
        callView({ leaseId: 'lease-0002', local: { ...on, microphone: 'muted' } }),
      ],
    });
    await controls.mute();
    await controls.leave();
    expect(muted).toEqual(['lease-0001']);
    expect(sent).toEqual([['leave', {}]]);
  });
});
