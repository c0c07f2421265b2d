import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { channels } from '#shared/contract/channels.ts';
import type { Bridge, Reply } from '#shared/contract/wire.ts';

/** All that the window gets: named calls and named events. What is allowed is decided in the main process. */
const bridge: Bridge = {
  request: (name, args) => ipcRenderer.invoke(channels.request, name, args) as Promise<Reply>,
  subscribe(name, listener) {
    const hear = (_event: unknown, said: string, payload: unknown): void => {
      if (said === name) listener(payload);
    };
    ipcRenderer.on(channels.event, hear);
    return () => {
      ipcRenderer.off(channels.event, hear);
    };
  },
  async pathsOf(files) {
    const paths = files.map((file) => webUtils.getPathForFile(file as File));
    await ipcRenderer.invoke(
      channels.chosen,
      paths.filter((path) => path !== ''),
    );
    return paths;
  },
};

contextBridge.exposeInMainWorld('strandline', bridge);
