/** The signaling of the reference pages: JSON over one WebSocket, with numbered replies. */
export interface Channel {
  request<Reply>(name: string, data?: unknown): Promise<Reply>;
  send(name: string, data?: unknown): void;
  on(name: string, listener: (data: never) => void): void;
}

/** Opens the socket to the server that served the page. */
export async function openChannel(): Promise<Channel> {
  const socket = new WebSocket(`ws://${location.host}`);
  const waiting = new Map<number, (data: never) => void>();
  const listeners = new Map<string, (data: never) => void>();
  let last = 0;
  socket.onmessage = ({ data: text }) => {
    const { name, id, data } = JSON.parse(text);
    if (name === 'reply') {
      waiting.get(id)?.(data as never);
      waiting.delete(id);
    } else listeners.get(name)?.(data as never);
  };
  await new Promise((resolve) => {
    socket.onopen = resolve;
  });
  return {
    request: (name, data) =>
      new Promise((resolve) => {
        last += 1;
        waiting.set(last, resolve);
        socket.send(JSON.stringify({ name, id: last, data }));
      }),
    send: (name, data) => socket.send(JSON.stringify({ name, data })),
    on: (name, listener) => listeners.set(name, listener),
  };
}

/**
 * Plays a track. Pictures have the same size as Parley's, since without a GPU drawing them causes most of the cost of a
 * join.
 */
export function show(track: MediaStreamTrack): void {
  const element = document.createElement(track.kind as 'audio' | 'video');
  element.autoplay = true;
  element.srcObject = new MediaStream([track]);
  if (element instanceof HTMLVideoElement) element.width = 480;
  document.body.append(element);
}

/** Plays the page's own picture without sound. */
export function showOwn(stream: MediaStream): void {
  for (const track of stream.getVideoTracks()) show(track);
}

/** Creates a button with this ID that runs the action when clicked. */
export function button(id: string, action: () => Promise<void>): void {
  const element = document.createElement('button');
  element.id = id;
  element.textContent = id;
  element.onclick = () => void action();
  document.body.append(element);
}

/** Opens the same devices as Parley. */
export function openDevices(): Promise<MediaStream> {
  return navigator.mediaDevices.getUserMedia({
    audio: true,
    video: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } },
  });
}
