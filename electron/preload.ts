/** The one bridge between Parley's page and its main process under Electron. Runs in the sandbox. */
import { contextBridge, ipcRenderer } from 'electron';

/** Name of the channel in `shell/electron/page-channel.ts`; a preload script cannot import at run time. */
const RPC_CHANNEL = 'parley:rpc';

let receive: ((text: string) => void) | undefined;

ipcRenderer.on(RPC_CHANNEL, (_event, text: string) => receive?.(text));

contextBridge.exposeInMainWorld('parley', {
  /** Sends a message of the RPC to main. */
  post: (text: string): void => ipcRenderer.send(RPC_CHANNEL, text),
  /** Sets what receives main's messages. */
  onMessage: (handler: (text: string) => void): void => {
    receive = handler;
  },
});
