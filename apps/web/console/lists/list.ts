/** A list of the centre's as a page shows it: searched, sorted and paged by the centre over the whole, and exported whole. */
import type { ConsoleAct, ConsoleAnswer, ConsoleRequest } from '#libs/contract/console.js';
import type { Problem } from '#libs/contract/problems.js';
import { computed, type ComputedRef, onScopeDispose, ref, type Ref, shallowRef, watch } from 'vue';

import { sought } from '../../shared/narrow.js';
import type { Answer } from '../../shared/request.js';
import { askCentre } from '../centre.js';
import { useConsole } from '../console.js';
import { useReading } from '../reading.js';

/** What every such list is answered with. */
type Page = { readonly next: string | null; readonly total: number | null };

/** Acts whose answer is a page of a list. */
export type ListAct = {
  [A in ConsoleAct]: ConsoleAnswer<A> extends Page ? A : never;
}[ConsoleAct];

const typingMs = 300;
const exportedAtOnce = 1000;
const firstPage = { after: null, rowsBefore: 0 };

/** How a list is sorted; null: as it comes. */
export type ListSorting = { readonly column: string; readonly falling: boolean } | null;

/** What stands below a list. */
export type ListInSight = {
  /** The rows in sight, from 1; null: there are none. */
  readonly span: ComputedRef<{ readonly from: number; readonly to: number } | null>;
  readonly total: Ref<number | null>;
  readonly hasBefore: ComputedRef<boolean>;
  readonly hasNext: ComputedRef<boolean>;
  readonly before: () => void;
  readonly next: () => void;
};

/** `request` has what stands in the address and the list's own filters; `rowsOf` finds the rows in an answer. */
export const useList = <A extends ListAct, Row>(
  act: A,
  request: () => { readonly path?: object; readonly query?: object },
  rowsOf: (answer: ConsoleAnswer<A>) => readonly Row[],
  everyMs: (read: ConsoleAnswer<A> | null) => number,
) => {
  const { heed } = useConsole();
  const typed = ref('');
  const search = ref('');
  const sorting = shallowRef<ListSorting>(null);
  /** Where each page so far began, and how many rows come before it; the last is the one in sight. */
  const pages = ref<readonly { readonly after: string | null; readonly rowsBefore: number }[]>([firstPage]);
  /** The next page was asked for while the one before it was still read: it follows as soon as that is there. */
  let isNextWanted = false;
  let timer: number | undefined;
  onScopeDispose(() => window.clearTimeout(timer));
  watch(typed, () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => (search.value = sought(typed.value)), typingMs);
  });

  const asked = (after: string | null, limit?: number): ConsoleRequest<A> => {
    const { path, query } = request();
    return {
      ...(path === undefined ? {} : { path }),
      query: {
        ...query,
        ...(search.value === '' ? {} : { search: search.value }),
        ...(sorting.value === null ? {} : { sort: sorting.value.column, falling: sorting.value.falling }),
        ...(after === null ? {} : { after }),
        ...(limit === undefined ? {} : { limit }),
      },
    } as unknown as ConsoleRequest<A>;
  };
  watch(
    () => JSON.stringify([request(), search.value, sorting.value]),
    () => {
      pages.value = [firstPage];
      isNextWanted = false;
    },
    { flush: 'sync' },
  );
  const reading = useReading(act, () => asked((pages.value.at(-1) ?? firstPage).after), everyMs);
  /** The page in sight stays while another is read, so that nothing jumps and the head of a column keeps the focus; it goes with what was listed. */
  const page = shallowRef<(ConsoleAnswer<A> & Page) | null>(null);
  const rowsBefore = ref(0);
  watch(reading.value, (now) => {
    if (now === null) return;
    page.value = now as ConsoleAnswer<A> & Page;
    rowsBefore.value = (pages.value.at(-1) ?? firstPage).rowsBefore;
    if (isNextWanted) next();
  });
  const clear = (): void => {
    page.value = null;
  };
  watch(() => JSON.stringify(request().path ?? null), clear, { flush: 'sync' });
  watch(reading.problem, (now) => (now === null ? undefined : clear()));
  const rows = computed((): readonly Row[] => (page.value === null ? [] : rowsOf(page.value)));
  const next = (): void => {
    // Not after a page that is no longer asked for.
    const fresh = reading.value.value as Page | null;
    isNextWanted = fresh === null && reading.problem.value === null;
    if (fresh?.next == null) return;
    pages.value = [...pages.value, { after: fresh.next, rowsBefore: rowsBefore.value + rows.value.length }];
  };
  const total = ref<number | null>(null);
  watch(page, (now) => {
    if (now !== null && now.total !== null) total.value = now.total;
  });

  /** Rows read so far while all that match are exported; null: nothing is. */
  const exporting = ref<number | null>(null);
  const exportProblem = shallowRef<Problem | null>(null);
  const exportUnanswered = ref(false);
  /** All rows that match, read page by page; null: it did not come to its end. */
  const readAll = async (): Promise<readonly Row[] | null> => {
    const all: Row[] = [];
    exporting.value = 0;
    exportProblem.value = null;
    exportUnanswered.value = false;
    let after: string | null = null;
    do {
      const answer: Answer<ConsoleAnswer<A>> = heed(await askCentre(act, asked(after, exportedAtOnce)));
      if (answer.outcome !== 'done') {
        exporting.value = null;
        exportProblem.value = answer.outcome === 'refused' ? answer.problem : null;
        exportUnanswered.value = answer.outcome === 'unanswered';
        return null;
      }
      all.push(...rowsOf(answer.value));
      exporting.value = all.length;
      after = (answer.value as ConsoleAnswer<A> & Page).next;
    } while (after !== null);
    exporting.value = null;
    return all;
  };

  return {
    ...reading,
    page,
    rows,
    total,
    span: computed(() => {
      const from = rowsBefore.value;
      return rows.value.length === 0 ? null : { from: from + 1, to: from + rows.value.length };
    }),
    typed,
    search,
    sorting,
    /** Sorts by a column; by the same again the other way round, then as it came. */
    by: (column: string): void => {
      if (sorting.value?.column !== column) sorting.value = { column, falling: false };
      else sorting.value = sorting.value.falling ? null : { column, falling: true };
    },
    hasBefore: computed(() => pages.value.length > 1),
    hasNext: computed(() => page.value?.next != null),
    before: (): void => {
      pages.value = pages.value.length > 1 ? pages.value.slice(0, -1) : pages.value;
    },
    next,
    exporting,
    exportProblem,
    exportUnanswered,
    readAll,
  };
};
