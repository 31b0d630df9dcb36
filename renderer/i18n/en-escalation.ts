/** Text of the search for a person to add to a call or to transfer a call to. */
export const searchText = {
  placeholder: 'Name or address',
  none: 'No one found',
  nobody: 'No one else is here',
  found: (count: number) => (count === 1 ? '1 person' : `${count} people`),
  blocked: 'Blocked by you',
  chosen: 'Selected',
  remove: (name: string) => `Don’t add ${name}`,
} as const;

/** Text of a call that becomes a conference. */
export const escalationText = {
  add: 'Add people',
  addLater: 'You can add people when conferences are set up',
  close: 'Close',
  lead: (name: string) => `You and ${name} keep talking while the others are called.`,
  who: 'Who do you want to add?',
  tooMany: (most: number) => `You can add up to ${most} people at once.`,
  submit: (count: number) => (count > 1 ? `Add ${count} people` : 'Add'),
  cancel: 'Cancel',
  byUs: 'Adding people…',
  byThem: (name: string) => `${name} is adding people…`,
  earlier: (name: string) => `Earlier with ${name}`,
  everyone: 'With everyone',
  earlierLead: (name: string) => `Only you and ${name} can see this.`,
} as const;
