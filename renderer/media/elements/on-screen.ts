import type { PictureSize } from '../shown-pictures.ts';

/**
 * Reports the size of an element on screen, in device pixels; null while it is scrolled out of sight or has no size.
 * The first report comes before the element's first frame is drawn. Returns a function that stops it.
 */
export function watchOnScreen(element: Element, tell: (size: PictureSize | null) => void): () => void {
  let size: PictureSize | null = null;
  // An element counts as visible until it is known to be out of sight, so that no picture waits for that.
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
