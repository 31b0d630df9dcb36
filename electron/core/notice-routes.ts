import { MAX_PEOPLE } from '../../protocol/rpc/app-state.ts';
import type { Notice } from '../../protocol/signaling/notices.ts';
import type { Conferences } from './conferences/conferences.ts';
import type { AppStore } from './store.ts';

interface NoticeHandler {
  /** @returns whether the notice was about this part */
  handle(notice: Notice): boolean;
}

/** The parts of the core that handle notices. */
export interface NoticeHandlers {
  store: AppStore;
  messages: NoticeHandler;
  sessions: NoticeHandler;
  transfers: NoticeHandler;
  escalations: NoticeHandler;
  conferences: Pick<Conferences, 'handle'>;
}

/** Passes a notice to the part that it is about. */
export function handleNotice(notice: Notice, parts: NoticeHandlers): void {
  const { store, messages, sessions, transfers, escalations, conferences } = parts;
  if (notice.name === 'person-changed') {
    const { person } = notice.data;
    const { people } = store.state;
    const at = people.findIndex(({ address }) => address === person.address);
    const known = at < 0 ? [...people, person].slice(-MAX_PEOPLE) : people.with(at, person);
    store.update({ people: known });
  } else if (notice.name === 'blocked-changed') {
    store.update({ blocked: notice.data.blocked });
  } else if (![messages, sessions, transfers, escalations].some((part) => part.handle(notice))) {
    conferences.handle(notice);
  }
}
