/** One event stream of whole states, opened anew after every loss; a sender that says nothing for seconds is lost, too. */
import { silentSeconds } from '#libs/contract/heartbeats.js';

export type Link = 'connecting' | 'online' | 'lost';

/** A state as it came, which also means that the stream stands; or how the stream stands. */
export type Told = { readonly state: string } | { readonly link: Link };

const firstRetryMs = 500;
const slowestRetryMs = 5000;
const askedAtMostMs = 3000;

/**
 * Follows event `state` at `address` until the answered function is called. `page` is the address of the page: a restarted server may
 * want a fresh cookie, which is handed out there.
 */
export const openStream = (address: string, page: string, tell: (told: Told) => void): (() => void) => {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let retryMs = firstRetryMs;
  let silent = 0;
  let closed = false;

  const open = (): void => {
    if (closed) return;
    silent = 0;
    const stream = new EventSource(address);
    source = stream;
    stream.addEventListener('open', () => {
      retryMs = firstRetryMs;
      silent = 0;
    });
    stream.addEventListener('beat', () => {
      silent = 0;
    });
    stream.addEventListener('state', ({ data }: MessageEvent<string>) => {
      silent = 0;
      tell({ state: data });
    });
    stream.addEventListener('error', lose);
  };

  const lose = (): void => {
    source?.close();
    source = null;
    tell({ link: 'lost' });
    clearTimeout(timer);
    timer = setTimeout(() => void comeBack(), retryMs);
    retryMs = Math.min(retryMs * 2, slowestRetryMs);
  };

  const comeBack = async (): Promise<void> => {
    try {
      await fetch(page, { cache: 'no-store', signal: AbortSignal.timeout(askedAtMostMs) });
    } catch {
      // Still away: opening the stream fails too, and sets the next try.
    }
    open();
  };

  // Seconds are counted and not taken from a clock: a machine that slept has heard nothing, and missed nothing.
  const watching = setInterval(() => {
    if (source === null) return;
    silent += 1;
    if (silent > silentSeconds) lose();
  }, 1000);
  open();
  return () => {
    closed = true;
    clearInterval(watching);
    clearTimeout(timer);
    source?.close();
  };
};
