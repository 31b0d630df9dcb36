/** Views that are loaded together after the sign-in, see `lazy-views.ts`. */
export { CallView } from './call/call-view.tsx';
export { OutgoingCard } from './call/outgoing-card.tsx';
export { ScreenPicker } from './call/sharing/screen-picker.tsx';
export { SharedScreenView } from './call/sharing/shared-screen.tsx';
export { ReferralCard } from './call/transfer/referral-card.tsx';
export { ConferenceView } from './conference/conference-view.tsx';
export { CreateDialog } from './conference/lobby/create-dialog.tsx';
export { ExitedScreen } from './conference/lobby/exited-card.tsx';
export { JoinPreview } from './conference/lobby/join-preview.tsx';
export { ConversationView } from './conversation/conversation-view.tsx';
export { Receipts } from './conversation/receipts.tsx';
export { ConversationList } from './home/conversation-list.tsx';
export { HistoryList } from './home/history-list.tsx';
export { IncomingCall } from './incoming/incoming-call.tsx';
export { IncomingConference } from './incoming/incoming-conference.tsx';
export { IncomingShare } from './incoming/incoming-share.tsx';
export { SettingsDialog } from './settings/settings-dialog.tsx';
