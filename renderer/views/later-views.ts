import { laterView } from './later-view.tsx';

const innerViews = () => import('./inner-views.ts');

export const LaterConversationView = laterView(async () => (await innerViews()).ConversationView);
export const LaterConversationContent = laterView(async () => (await innerViews()).ConversationContent);
export const LaterHistoryList = laterView(async () => (await innerViews()).HistoryList);

/** Loads these views, so that they are there at once; one that cannot be had now is loaded when it is shown. */
export async function preloadViews(): Promise<void> {
  const views = [LaterConversationView, LaterConversationContent, LaterHistoryList];
  await Promise.allSettled(views.map(({ preload }) => preload()));
}
