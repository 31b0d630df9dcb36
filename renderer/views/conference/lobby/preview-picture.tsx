import { joinText } from '../../../i18n/en-joining.ts';
import { OwnPicture } from '../../../media/elements/track-elements.tsx';
import { useAppState } from '../../store-context.ts';
import { Avatar } from '../../ui/avatar.tsx';
import type { Preview } from './use-preview.ts';

/** The user's own picture as others will see it, or a placeholder. */
export function PreviewPicture({ preview, isWanted }: { preview: Preview; isWanted: boolean }) {
  const { displayName = '' } = useAppState().registration;
  const { view, isOpening } = preview;
  return (
    <figure class="preview-picture" aria-label={joinText.preview}>
      {view && view.local.camera === 'on' ? (
        <OwnPicture leaseId={view.leaseId} class="picture picture-mirrored" testId="preview-video" />
      ) : (
        <div class="no-picture">
          <Avatar name={displayName} size="l" />
          <span>{isWanted && isOpening ? joinText.opening : joinText.cameraOff}</span>
        </div>
      )}
    </figure>
  );
}
