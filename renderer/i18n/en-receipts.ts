import type { Purpose } from '../../protocol/local/ledger.ts';
import type { Source } from '../../protocol/media.ts';

const NAMES: Readonly<Record<Source, string>> = {
  microphone: 'Microphone',
  camera: 'Camera',
  screen: 'Screen',
};

const HOLDERS: Readonly<Record<Purpose, (name: string) => string>> = {
  call: (name) => `Call with ${name}`,
  conference: (name) => (name ? `Conference “${name}”` : 'Conference'),
  sharing: (name) => `Screen shared with ${name}`,
  preview: () => 'Preview before joining',
};

/** Text that says which devices are in use and when they were released; loaded with its views. */
export const receiptText = {
  label: 'Devices',
  released: (source: Source, time: string) => `${NAMES[source]} released ${time}`,
  releasing: (source: Source) => `${NAMES[source]} not released yet`,

  used: 'Devices used',
  usedNone: 'Parley hasn’t used a microphone, camera or screen since it started.',
  now: 'In use now',
  held: (source: Source, time: string) => `${NAMES[source]} since ${time}`,
  before: 'Released',
  holder: (purpose: Purpose, name: string) => HOLDERS[purpose](name),
} as const;
