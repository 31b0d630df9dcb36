import type { PictureSize } from '../shown-pictures.ts';

/**
 * Follows how large an element is on screen, in device pixels; null while it is scrolled out of sight or takes no
 * room. The size comes before the element's first frame is drawn. Returns what ends it.
 */
export function watchOnScreen(element: Element, tell: (size: PictureSize | null) => void): () => void {
  let size: PictureSize | null = null;
  // Until it is known to be out of sight it counts as seen: no picture is to wait for that.
  let isInView = true;
  const update = () => tell(isInView ? size : null);
  const sizes = new ResizeObserver((entries) => {
    size = sizeOf(entries.at(-1)?.devicePixelContentBoxSize[0]);
    update();
  });
  const views = new IntersectionObserver((entries) => {
    isInView = entries.at(-1)?.isIntersecting ?? true;
    update();
  });
  sizes.observe(element, { box: 'device-pixel-content-box' });
  views.observe(element);
  return () => {
    sizes.disconnect();
    views.disconnect();
  };
}

function sizeOf(box: ResizeObserverSize | undefined): PictureSize | null {
  if (!box || box.inlineSize === 0 || box.blockSize === 0) return null;
  return { width: box.inlineSize, height: box.blockSize };
}
