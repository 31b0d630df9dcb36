/** Text of looking somebody up, to bring them into a call or to pass it on to them. */
export const searchText = {
  placeholder: 'Name or address',
  none: 'Nobody by this name',
  nobody: 'Nobody else is here',
  found: (count: number) => (count === 1 ? '1 person' : `${count} people`),
  blocked: 'You have blocked them',
  chosen: 'Chosen',
  remove: (name: string) => `Do not add ${name}`,
} as const;

/** Text of a call that becomes a conference. */
export const escalationText = {
  add: 'Add people',
  addLater: 'People can be added once conferences are set up',
  close: 'Close without adding anybody',
  lead: (name: string) => `You and ${name} go on talking while they are called. Nobody hears a break.`,
  who: 'Who is to join you?',
  tooMany: (most: number) => `At most ${most} people can be added at once.`,
  submit: (count: number) => (count > 1 ? `Add ${count} people` : 'Add'),
  cancel: 'Cancel',
  byUs: 'Bringing others in…',
  byThem: (name: string) => `${name} is adding people…`,
  earlier: (name: string) => `Earlier, with ${name}`,
  everyone: 'With everyone',
  earlierLead: (name: string) => `Only you and ${name} see this.`,
} as const;
