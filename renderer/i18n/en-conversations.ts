/** Text of conversations, messages and the call history. */
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
    noneLead: 'Your calls and messages will appear here.',
    unread: (count: number) => (count === 1 ? '1 unread message' : `${count} unread messages`),
    you: 'You:',
    live: 'In a call now',
    missed: 'Missed call',
    incoming: 'Incoming call',
    outgoing: 'Outgoing call',
    nothing: 'No messages yet',
  },

  people: {
    message: (name: string) => `Message ${name}`,
  },

  history: {
    none: 'No calls yet',
    noneLead: 'Your past calls will appear here.',
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
    clearAsk: 'Remove all calls from your history?',
    clearConfirm: 'Remove all',
    clearCancel: 'Cancel',
  },

  view: {
    back: 'Back',
    callVideo: (name: string) => `Video call with ${name}`,
    callAudio: (name: string) => `Audio call with ${name}`,
    share: 'Share screen',
    block: (name: string) => `Block ${name}`,
    unblock: 'Unblock',
    blocked: (name: string) => `You blocked ${name}. They can’t call or message you.`,
  },

  live: {
    inviting: (name: string) => `Calling ${name}…`,
    ringing: (name: string) => `Ringing ${name}…`,
    connecting: (name: string) => `Connecting to ${name}…`,
    established: (name: string) => `In a call with ${name}`,
    heldByUs: (name: string) => `${name} is on hold`,
    heldByThem: (name: string) => `${name} put you on hold`,
    ending: (name: string) => `Ending the call with ${name}…`,
    region: 'Ongoing calls',
    ended: 'Ended call',
    back: 'Back to the call',
  },

  messages: {
    label: (name: string) => `Messages with ${name}`,
    reading: 'Loading messages…',
    earlier: 'Show earlier messages',
    none: (name: string) => `Say hello to ${name}`,
    failed: 'The messages couldn’t be loaded.',
    again: 'Try again',
    newest: 'Go to newest messages',
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
