/** What is loaded in one piece once somebody is signed in; see `later-views.ts`. */
export { ConversationContent } from './conversation-content.tsx';
export { ConversationView } from './conversation-view.tsx';
export { HistoryList } from './history-list.tsx';
