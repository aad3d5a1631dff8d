/** A snapshot kept fresh by an event stream that returns by itself after every loss. */
import { onScopeDispose, ref, type Ref, shallowRef, type ShallowRef } from 'vue';

export type Link = 'connecting' | 'online' | 'lost';

const firstRetryMs = 500;
const slowestRetryMs = 5000;

/**
 * Follows event `state` at `address` (the whole state each time). A state whose `revision` is older than the one shown
 * is dropped, but only within one connection, because a restarted server counts from the beginning.
 */
export const followState = <S>(
  address: string,
  revisionOf: (state: S) => number = () => 0,
): { readonly state: ShallowRef<S | null>; readonly link: Ref<Link> } => {
  const state: ShallowRef<S | null> = shallowRef(null);
  const link = ref<Link>('connecting');
  let source: EventSource | null = null;
  let timer: number | undefined;
  let retryMs = firstRetryMs;

  const open = (): void => {
    let newestRevision = -1;
    const stream = new EventSource(address);
    source = stream;
    stream.addEventListener('open', () => {
      retryMs = firstRetryMs;
      newestRevision = -1;
    });
    stream.addEventListener('state', (event: MessageEvent<string>) => {
      const next: S = JSON.parse(event.data);
      const revision = revisionOf(next);
      if (revision < newestRevision) return;
      newestRevision = revision;
      state.value = next;
      link.value = 'online';
    });
    stream.addEventListener('error', () => {
      stream.close();
      link.value = 'lost';
      timer = window.setTimeout(() => void comeBack(), retryMs);
      retryMs = Math.min(retryMs * 2, slowestRetryMs);
    });
  };

  /** A restarted server may want a fresh cookie, which its page's address hands out; then the stream is opened again. */
  const comeBack = async (): Promise<void> => {
    try {
      await fetch('./', { cache: 'no-store' });
    } catch {
      // Still away: opening the stream fails too, and sets the next try.
    }
    open();
  };

  open();
  onScopeDispose(() => {
    window.clearTimeout(timer);
    source?.close();
  });
  return { state, link };
};
