/** A snapshot kept fresh by an event stream that all tabs of a page share and that returns by itself after every loss. */
import { silentSeconds } from '#libs/contract/heartbeats.js';
import { onScopeDispose, ref, type Ref, shallowRef, type ShallowRef } from 'vue';

import { type Link, openStream, type Told } from './state-stream.js';
import type { Heard, Said } from './stream-worker.js';

export type { Link } from './state-stream.js';

/** Follows by the worker of all tabs; `fail` is called once when that cannot be had. */
const followByWorker = (
  follow: string,
  page: string,
  hear: (told: Told) => void,
  fail: () => void,
): (() => void) => {
  let silent = 0;
  const worker = new SharedWorker(new URL('./stream-worker.ts', import.meta.url), { name: 'stream' });
  const say = (said: Said): void => worker.port.postMessage(said, []);
  worker.port.addEventListener('message', ({ data }: MessageEvent<Heard>) => {
    silent = 0;
    if (data !== 'here') hear(data);
  });
  worker.port.start();
  // Its file is gone, as after an update of the agent; or the tab that it lived with crashed.
  worker.addEventListener('error', fail);
  const watching = setInterval(() => {
    silent += 1;
    if (silent > 2 * silentSeconds) fail();
  }, 1000);
  say({ follow, page });
  return () => {
    clearInterval(watching);
    say('gone');
    worker.port.close();
  };
};

/** Follows event `state` at `address`, the whole state each time; `alone` by a stream of this page's own, which no other tab shares. */
export const followState = <S>(
  address: string,
  { alone = false }: { readonly alone?: boolean } = {},
): { readonly state: ShallowRef<S | null>; readonly link: Ref<Link> } => {
  const state: ShallowRef<S | null> = shallowRef(null);
  const link = ref<Link>('connecting');
  const follow = new URL(address, location.href).href;
  const page = new URL('./', location.href).href;
  const hear = (told: Told): void => {
    if ('link' in told) {
      link.value = told.link;
      return;
    }
    state.value = JSON.parse(told.state) as S;
    link.value = 'online';
  };

  let close: () => void;
  const followAlone = (): void => {
    close();
    close = openStream(follow, page, hear);
  };
  const begin = (): void => {
    close =
      alone || typeof SharedWorker === 'undefined'
        ? openStream(follow, page, hear)
        : followByWorker(follow, page, hear, followAlone);
  };
  begin();

  // A tab that is left may be kept as it is and shown again: meanwhile it follows nothing.
  const leave = (): void => close();
  const comeBack = ({ persisted }: PageTransitionEvent): void => {
    if (!persisted) return;
    link.value = 'connecting';
    begin();
  };
  window.addEventListener('pagehide', leave);
  window.addEventListener('pageshow', comeBack);
  onScopeDispose(() => {
    window.removeEventListener('pagehide', leave);
    window.removeEventListener('pageshow', comeBack);
    close();
  });
  return { state, link };
};
