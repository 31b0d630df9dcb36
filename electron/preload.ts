/** The one bridge between Parley's page and its main process under Electron. Runs in the sandbox. */
import { contextBridge, ipcRenderer } from 'electron';

type Handle = (name: unknown, data: unknown) => Promise<unknown>;

/** Names of the channels in `shell/electron/page-channel.ts`; a preload script cannot import at run time. */
const RPC_CHANNEL = 'parley:rpc';
const RPC_RESULT_CHANNEL = 'parley:rpc-result';

let handleOrder: Handle | undefined;

ipcRenderer.on(RPC_CHANNEL, async (_event, id: unknown, name: unknown, data: unknown) => {
  const absent = { ok: false, error: { code: 'PAGE_ABSENT', message: 'the page is not ready', context: {} } };
  const result = handleOrder === undefined ? absent : await handleOrder(name, data);
  ipcRenderer.send(RPC_RESULT_CHANNEL, id, result);
});

contextBridge.exposeInMainWorld('parley', {
  /** Sends a command to main; resolves with its result. */
  handle: (name: unknown, data: unknown): Promise<unknown> => ipcRenderer.invoke(RPC_CHANNEL, name, data),
  /** Says who takes main's orders. */
  onHandle: (handle: Handle): void => {
    handleOrder = handle;
  },
});
