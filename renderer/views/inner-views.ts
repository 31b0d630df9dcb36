/** What is loaded in one piece once somebody is signed in; see `later-views.ts`. */
export { CallView } from './call-view.tsx';
export { ConferenceView } from './conference/conference-view.tsx';
export { CreateDialog } from './conference/create-dialog.tsx';
export { ExitedScreen } from './conference/exited-card.tsx';
export { JoinPreview } from './conference/join-preview.tsx';
export { ConversationContent } from './conversation-content.tsx';
export { ConversationList } from './conversation-list.tsx';
export { ConversationView } from './conversation-view.tsx';
export { HistoryList } from './history-list.tsx';
export { IncomingCall } from './incoming-call.tsx';
export { IncomingConference } from './incoming-conference.tsx';
export { IncomingShare } from './incoming-share.tsx';
export { OutgoingCard } from './outgoing-card.tsx';
export { Receipts } from './receipts.tsx';
export { ScreenPicker } from './screen-picker.tsx';
export { SettingsDialog } from './settings-dialog.tsx';
export { SharedScreenView } from './shared-screen.tsx';
