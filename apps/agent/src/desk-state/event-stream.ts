/** Sends the state of the window to one page as Server-Sent Events, never more than it takes. */
import type { ServerResponse } from 'node:http';
import { heartbeatMs } from '#libs/contract/heartbeats.js';
import type { ConsoleState, DeskState } from '#libs/contract/desk.js';
import type { SelfServiceState } from '#libs/contract/self-service.js';
import type { DeskStore } from './desk.store.js';

/** A page that takes nothing for this long is gone; it comes back by itself. */
const stuckMs = 30_000;

/** Streams until either side closes. Between two states a slow page only ever misses states that are outdated. */
export const streamState = (
  response: ServerResponse,
  desk: DeskStore,
  /** The state as whoever reads the stream may see it. */
  seen: (state: DeskState) => DeskState | ConsoleState | SelfServiceState,
): void => {
  let blocked: NodeJS.Timeout | null = null;
  let sentRevision = -1;

  const write = (text: string): void => {
    if (response.write(text) || blocked !== null) return;
    blocked = setTimeout(() => response.destroy(), stuckMs);
  };
  const send = (state: DeskState): void => {
    // While the last state is still on its way, the newest one waits in the store, not here.
    if (blocked !== null || state.revision === sentRevision) return;
    sentRevision = state.revision;
    write(`id: ${state.revision}\nevent: state\ndata: ${JSON.stringify(seen(state))}\n\n`);
  };
  response.on('drain', () => {
    if (blocked !== null) clearTimeout(blocked);
    blocked = null;
    send(desk.state);
  });

  const unwatch = desk.watch(send);
  const heartbeat = setInterval(() => {
    if (blocked === null) write('event: beat\ndata: 1\n\n');
  }, heartbeatMs);
  response.on('close', () => {
    unwatch();
    clearInterval(heartbeat);
    if (blocked !== null) clearTimeout(blocked);
  });

  response.writeHead(200);
  send(desk.state);
};
