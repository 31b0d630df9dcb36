import type { BrowserContext } from 'playwright-core';

/** What a person gives to hear: a tone that never ends, or nothing. */
type Tone = 'tone' | 'silence';

/** Runs in each page before its own scripts. Must stand alone: it is sent as text. */
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

  const openCounter = (): MediaStreamTrack[] => {
    const canvas = document.createElement('canvas');
    canvas.width = 640;
    canvas.height = 360;
    const drawing = canvas.getContext('2d');
    const stream = canvas.captureStream(FRAMES_PER_SECOND);
    const [track] = stream.getVideoTracks();
    let count = 0;
    const draw = () => {
      if (!drawing || track?.readyState !== 'live') return clearInterval(timer);
      count += 1;
      drawing.fillStyle = `hsl(${count % 360} 60% 40%)`;
      drawing.fillRect(0, 0, canvas.width, canvas.height);
      drawing.fillStyle = 'white';
      drawing.font = '120px sans-serif';
      drawing.fillText(String(count), 160, 220);
    };
    const timer = setInterval(draw, 1_000 / FRAMES_PER_SECOND);
    draw();
    return track ? [track] : [];
  };

  devices.getUserMedia = async ({ audio, video } = {}) =>
    new MediaStream([...(audio ? openTone() : []), ...(video ? openCounter() : [])]);
}

/** Gives every page that the context opens from now on a continuous tone, or silence, and a counting picture. */
export async function giveSteadySources(context: BrowserContext, tone: Tone): Promise<void> {
  await context.addInitScript(installSteadySources, tone);
}
