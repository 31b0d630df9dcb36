import type { BrowserContext } from 'playwright-core';

declare global {
  /** W3C mediacapture-transform; not in the DOM library yet. */
  var MediaStreamTrackGenerator: new (init: {
    kind: 'video';
  }) => MediaStreamTrack & { writable: WritableStream<VideoFrame> };
}

/** What a person sends as sound: a continuous tone, or silence. */
type Tone = 'tone' | 'silence';

/** Runs in each page before its own scripts. It must be self-contained, since it is sent as text. */
function installSteadySources(tone: Tone): void {
  const devices = navigator.mediaDevices;
  if (devices === undefined) return;
  const FRAMES_PER_SECOND = 30;

  const openTone = (): MediaStreamTrack[] => {
    const context = new AudioContext();
    const oscillator = new OscillatorNode(context, { frequency: 440 });
    const gain = new GainNode(context, { gain: tone === 'tone' ? 0.3 : 0 });
    const destination = new MediaStreamAudioDestinationNode(context);
    oscillator.connect(gain).connect(destination);
    oscillator.start();
    return destination.stream.getAudioTracks();
  };

  /** Draws in a separate thread, so that a busy page does not delay its picture. */
  const COUNTER = `onmessage = ({ data: { pictures, framesPerSecond } }) => {
    const canvas = new OffscreenCanvas(640, 360);
    const drawing = canvas.getContext('2d');
    const writer = pictures.getWriter();
    let count = 0;
    const timer = setInterval(() => {
      count += 1;
      drawing.fillStyle = 'hsl(' + (count % 360) + ' 60% 40%)';
      drawing.fillRect(0, 0, canvas.width, canvas.height);
      drawing.fillStyle = 'white';
      drawing.font = '120px sans-serif';
      drawing.fillText(count, 160, 220);
      const frame = new VideoFrame(canvas, { timestamp: performance.now() * 1000 });
      writer.write(frame).catch(() => {
        frame.close();
        clearInterval(timer);
        close();
      });
    }, 1000 / framesPerSecond);
  };`;
  const openCounter = (): MediaStreamTrack[] => {
    const track = new MediaStreamTrackGenerator({ kind: 'video' });
    const counter = new Worker(URL.createObjectURL(new Blob([COUNTER], { type: 'text/javascript' })));
    const pictures = track.writable;
    counter.postMessage({ pictures, framesPerSecond: FRAMES_PER_SECOND }, [pictures]);
    return [track];
  };

  devices.getUserMedia = async ({ audio, video } = {}) =>
    new MediaStream([...(audio ? openTone() : []), ...(video ? openCounter() : [])]);
}

/** Gives every page that the context opens from then on a continuous tone, or silence, and a counting picture. */
export async function giveSteadySources(context: BrowserContext, tone: Tone): Promise<void> {
  await context.addInitScript(installSteadySources, tone);
}
