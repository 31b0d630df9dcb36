/** Text of conversations, messages and the history. */
export const conversationText = {
  tabs: {
    label: 'Lists',
    people: 'People',
    conversations: 'Conversations',
    history: 'History',
    unread: (count: number) => `${count} unread`,
    missed: (count: number) => `${count} missed`,
  },

  list: {
    none: 'No conversations yet',
    noneLead: 'Call somebody or write them a message, and you find it here again.',
    unread: (count: number) => (count === 1 ? '1 unread message' : `${count} unread messages`),
    you: 'You:',
    live: 'In a call now',
    missed: 'Missed call',
    incoming: 'Incoming call',
    outgoing: 'Outgoing call',
    nothing: 'No messages yet',
  },

  people: {
    message: (name: string) => `Message to ${name}`,
  },

  history: {
    none: 'No calls yet',
    noneLead: 'Calls that are over stand here, with how they ended.',
    incoming: 'Incoming',
    outgoing: 'Outgoing',
    missed: 'Missed',
    video: 'Video call',
    audio: 'Audio call',
    sharing: 'Shared screen',
    conference: 'Conference invitation',
    duration: (words: string) => `for ${words}`,
    callBack: (name: string) => `Call ${name} back`,
    clear: 'Clear history',
    clearAsk: 'Remove every call from the history?',
    clearConfirm: 'Remove all',
    clearCancel: 'Keep',
  },

  view: {
    back: 'Back',
    callVideo: (name: string) => `Video call with ${name}`,
    callAudio: (name: string) => `Audio call with ${name}`,
    share: 'Share screen',
    block: (name: string) => `Block ${name}`,
    unblock: 'Unblock',
    blocked: (name: string) => `You have blocked ${name}. They can neither call you nor write to you.`,
  },

  live: {
    inviting: (name: string) => `Calling ${name}…`,
    ringing: (name: string) => `Ringing at ${name}…`,
    connecting: (name: string) => `Connecting with ${name}…`,
    established: (name: string) => `In a call with ${name}`,
    heldByUs: (name: string) => `${name} is on hold`,
    heldByThem: (name: string) => `${name} has put you on hold`,
    ending: (name: string) => `Ending the call with ${name}…`,
    region: 'Calls going on',
    ended: 'Call that has ended',
    back: 'Back to the call',
  },

  messages: {
    label: (name: string) => `Messages with ${name}`,
    reading: 'Reading messages…',
    earlier: 'Show earlier messages',
    none: (name: string) => `Say hello to ${name}`,
    failed: 'The messages could not be read.',
    again: 'Try again',
    newest: 'New messages',
    said: (name: string) => `${name} wrote:`,
    youSaid: 'You wrote:',
    states: {
      sending: 'Sending',
      sent: 'Sent',
      delivered: 'Delivered',
      read: 'Read',
      failed: 'Not sent',
    },
    retry: 'Send again',
  },

  composer: {
    label: (name: string) => `Message to ${name}`,
    placeholder: 'Write a message',
    send: 'Send',
    size: (bytes: number, limit: number) =>
      `${bytes.toLocaleString('en')} of ${limit.toLocaleString('en')} bytes`,
    tooLong: (bytes: number) =>
      `Too long by ${bytes === 1 ? '1 byte' : `${bytes.toLocaleString('en')} bytes`}. Send it in parts.`,
  },

  days: { today: 'Today', yesterday: 'Yesterday' },
} as const;
