/** Which view is shown, kept in the address, so that a view can be linked to, reloaded and gone back from. */
import { onScopeDispose, ref, type Ref } from 'vue';

export type Route =
  | { readonly view: 'batches' }
  | { readonly view: 'batch'; readonly number: string; readonly state: string | null }
  | { readonly view: 'stock' }
  | { readonly view: 'imports' }
  | { readonly view: 'unclaimed'; readonly days: number };

const usualDays = 90;

/** `#/batches`, `#/batches/2026-000001?state=spoiled`, `#/stock`, `#/imports`, `#/unclaimed?days=90`; anything else is the list. */
const readRoute = (hash: string): Route => {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const [view, number] = path.split('/');
  const asked = new URLSearchParams(query);
  if (view === 'batches' && number !== undefined && number !== '')
    return { view: 'batch', number: decodeURIComponent(number), state: asked.get('state') };
  if (view === 'stock' || view === 'imports') return { view };
  if (view === 'unclaimed') {
    const days = Number(asked.get('days') ?? usualDays);
    return { view, days: Number.isInteger(days) && days > 0 && days < 10_000 ? days : usualDays };
  }
  return { view: 'batches' };
};

/** The address of a view. */
export const linkTo = {
  batches: '#/batches',
  batch: (number: string, state: string | null = null): string =>
    `#/batches/${encodeURIComponent(number)}${state === null ? '' : `?state=${encodeURIComponent(state)}`}`,
  stock: '#/stock',
  imports: '#/imports',
  unclaimed: (days = usualDays): string => `#/unclaimed?days=${days}`,
} as const;

/** The view of the address, as it changes. */
export const useRoute = (): Ref<Route> => {
  const route = ref<Route>(readRoute(location.hash));
  const follow = (): void => {
    route.value = readRoute(location.hash);
  };
  window.addEventListener('hashchange', follow);
  onScopeDispose(() => window.removeEventListener('hashchange', follow));
  return route;
};
