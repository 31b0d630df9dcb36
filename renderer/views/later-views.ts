import { laterView } from './later-view.tsx';

const innerViews = () => import('./inner-views.ts');

/** Views that the first frame does not need: everything but the sign-in and an empty home. */
export const LaterCallView = laterView(async () => (await innerViews()).CallView);
export const LaterConferenceView = laterView(async () => (await innerViews()).ConferenceView);
export const LaterConversationContent = laterView(async () => (await innerViews()).ConversationContent);
export const LaterConversationList = laterView(async () => (await innerViews()).ConversationList);
export const LaterConversationView = laterView(async () => (await innerViews()).ConversationView);
export const LaterCreateDialog = laterView(async () => (await innerViews()).CreateDialog);
export const LaterExitedScreen = laterView(async () => (await innerViews()).ExitedScreen);
export const LaterHistoryList = laterView(async () => (await innerViews()).HistoryList);
export const LaterIncomingCall = laterView(async () => (await innerViews()).IncomingCall);
export const LaterIncomingConference = laterView(async () => (await innerViews()).IncomingConference);
export const LaterIncomingShare = laterView(async () => (await innerViews()).IncomingShare);
export const LaterJoinPreview = laterView(async () => (await innerViews()).JoinPreview);
export const LaterOutgoingCard = laterView(async () => (await innerViews()).OutgoingCard);
export const LaterReceipts = laterView(async () => (await innerViews()).Receipts);
export const LaterReferralCard = laterView(async () => (await innerViews()).ReferralCard);
export const LaterScreenPicker = laterView(async () => (await innerViews()).ScreenPicker);
export const LaterSettingsDialog = laterView(async () => (await innerViews()).SettingsDialog);
export const LaterSharedScreenView = laterView(async () => (await innerViews()).SharedScreenView);

const VIEWS = [
  LaterCallView,
  LaterConferenceView,
  LaterConversationContent,
  LaterConversationList,
  LaterConversationView,
  LaterCreateDialog,
  LaterExitedScreen,
  LaterHistoryList,
  LaterIncomingCall,
  LaterIncomingConference,
  LaterIncomingShare,
  LaterJoinPreview,
  LaterOutgoingCard,
  LaterReceipts,
  LaterReferralCard,
  LaterScreenPicker,
  LaterSettingsDialog,
  LaterSharedScreenView,
];

/**
 * Loads the code of these views, so that they appear immediately. A view whose code cannot be loaded now is loaded when
 * it is shown.
 */
export async function preloadViews(): Promise<void> {
  await Promise.allSettled(VIEWS.map(({ preload }) => preload()));
}
