/** Holds the one event stream of all tabs of a page: a browser opens six connections to a server, and a stream takes one for good. */
import { heartbeatMs } from '#libs/contract/heartbeats.js';

import { openStream, type Told } from './state-stream.js';

/** What a tab says: that it follows, with the stream's address and its page's; or that it is gone. */
export type Said = { readonly follow: string; readonly page: string } | 'gone';
/** What a tab hears; `here`: the worker is alive, whatever the stream does. */
export type Heard = Told | 'here';

const say = (tab: MessagePort, heard: Heard): void => tab.postMessage(heard, []);

const tabs = new Set<MessagePort>();
let close: (() => void) | null = null;
let last: readonly Told[] = [];

const tell = (told: Told): void => {
  // A tab that joins hears the newest state, and then how the stream stands if that is not as it should be.
  last = 'state' in told ? [told] : [...last.filter((each) => 'state' in each), told];
  for (const tab of tabs) say(tab, told);
};

addEventListener('connect', (event) => {
  const [tab] = (event as MessageEvent).ports;
  if (tab === undefined) return;
  tab.addEventListener('message', ({ data }: MessageEvent<Said>) => {
    if (data === 'gone') {
      tabs.delete(tab);
      if (tabs.size > 0) return;
      close?.();
      close = null;
      last = [];
      return;
    }
    tabs.add(tab);
    for (const told of last) say(tab, told);
    close ??= openStream(data.follow, data.page, tell);
  });
  tab.start();
});

setInterval(() => {
  for (const tab of tabs) say(tab, 'here');
}, heartbeatMs);
