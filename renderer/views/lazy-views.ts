import { lazyView } from './lazy-view.tsx';

const loadViews = () => import('./signed-in-views.ts');

/** Views that the first frame does not need: everything but the sign-in and an empty home. */
export const LazyCallView = lazyView(async () => (await loadViews()).CallView);
export const LazyConferenceView = lazyView(async () => (await loadViews()).ConferenceView);
export const LazyConversationList = lazyView(async () => (await loadViews()).ConversationList);
export const LazyConversationView = lazyView(async () => (await loadViews()).ConversationView);
export const LazyCreateDialog = lazyView(async () => (await loadViews()).CreateDialog);
export const LazyExitedScreen = lazyView(async () => (await loadViews()).ExitedScreen);
export const LazyHistoryList = lazyView(async () => (await loadViews()).HistoryList);
export const LazyIncomingCall = lazyView(async () => (await loadViews()).IncomingCall);
export const LazyIncomingConference = lazyView(async () => (await loadViews()).IncomingConference);
export const LazyIncomingShare = lazyView(async () => (await loadViews()).IncomingShare);
export const LazyJoinPreview = lazyView(async () => (await loadViews()).JoinPreview);
export const LazyOutgoingCard = lazyView(async () => (await loadViews()).OutgoingCard);
export const LazyReceipts = lazyView(async () => (await loadViews()).Receipts);
export const LazyReferralCard = lazyView(async () => (await loadViews()).ReferralCard);
export const LazyScreenPicker = lazyView(async () => (await loadViews()).ScreenPicker);
export const LazySettingsDialog = lazyView(async () => (await loadViews()).SettingsDialog);
export const LazySharedScreenView = lazyView(async () => (await loadViews()).SharedScreenView);

const VIEWS = [
  LazyCallView,
  LazyConferenceView,
  LazyConversationList,
  LazyConversationView,
  LazyCreateDialog,
  LazyExitedScreen,
  LazyHistoryList,
  LazyIncomingCall,
  LazyIncomingConference,
  LazyIncomingShare,
  LazyJoinPreview,
  LazyOutgoingCard,
  LazyReceipts,
  LazyReferralCard,
  LazyScreenPicker,
  LazySettingsDialog,
  LazySharedScreenView,
];

/**
 * Loads the code of these views, so that they appear immediately. A view whose code cannot be loaded now is loaded when
 * it is shown.
 */
export async function preloadViews(): Promise<void> {
  await Promise.allSettled(VIEWS.map(({ preload }) => preload()));
}
