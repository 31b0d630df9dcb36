/** Text of how a conference is made; loaded with its views. */
export const createText = {
  title: 'New conference',
  name: 'Title',
  passcode: 'Passcode',
  passcodeHint: 'Optional, 6 to 32 characters. With one, the link alone lets nobody in.',
  passcodeInvalid: 'A passcode has 6 to 32 letters, digits or signs, without spaces.',
  waitingRoom: 'Waiting room',
  waitingRoomLead: 'Whoever comes waits until you let them in.',
  submit: 'Start',
  cancel: 'Cancel',
} as const;

/** Text of the way into a conference. */
export const joinText = {
  title: 'Join the conference',
  lead: 'Choose what is on when you come in. You can change it at any time.',
  submit: 'Join now',
  cancel: 'Back',
  preview: 'How others will see you',
  cameraOff: 'Your camera is off',
  opening: 'Starting…',
  devices: 'Choose devices',
  passcodeHint: 'Only if this conference has one.',
  passcodeNeeded: 'This conference has a passcode. Whoever invited you knows it.',
  passcodeWrong: 'This is not the passcode. Check it and try again.',
  tooManyTries: (seconds: number) =>
    `Too many wrong tries. Wait ${seconds === 1 ? '1 second' : `${seconds} seconds`}, then try again.`,
  wait: (seconds: number) => `Wait ${seconds} s`,
  /** What was to be on and is not. */
  missing: {
    microphone: 'Your microphone could not be started. You can join without it.',
    camera: 'Your camera could not be started. You can join without it.',
  },
} as const;
