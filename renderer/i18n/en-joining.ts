/** Text of the dialog that creates a conference; loaded with its views. */
export const createText = {
  title: 'New conference',
  name: 'Title',
  passcode: 'Passcode',
  passcodeHint: 'Optional, 6 to 32 characters. People need it as well as the link.',
  passcodeInvalid: 'Use 6 to 32 letters, digits or symbols, without spaces.',
  waitingRoom: 'Waiting room',
  waitingRoomLead: 'People wait until you admit them.',
  submit: 'Start',
  cancel: 'Cancel',
} as const;

/** Text of the lobby of a conference. */
export const joinText = {
  title: 'Join conference',
  lead: 'Check your camera and microphone before you join. You can turn them on and off at any time.',
  submit: 'Join now',
  cancel: 'Back',
  preview: 'Your camera preview',
  cameraOff: 'Your camera is off',
  opening: 'Starting…',
  devices: 'Choose devices',
  passcodeHint: 'Only if the conference has one.',
  passcodeNeeded: 'This conference has a passcode. Ask the person who invited you.',
  passcodeWrong: 'Wrong passcode. Check it and try again.',
  tooManyTries: (seconds: number) =>
    `Too many wrong passcodes. Try again in ${seconds === 1 ? '1 second' : `${seconds} seconds`}.`,
  wait: (seconds: number) => `Wait ${seconds} s`,
  /** A device that the user switched on and that did not start. */
  missing: {
    microphone: 'Your microphone didn’t start. You can join without it.',
    camera: 'Your camera didn’t start. You can join without it.',
  },
} as const;
