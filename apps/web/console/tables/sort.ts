/** Sorting of a table by a column, this way and that. */
import { computed, type ComputedRef, ref, type Ref } from 'vue';

type Value = string | number | null;

export type Sorting<Row> = {
  readonly rows: ComputedRef<readonly Row[]>;
  readonly column: Ref<string | null>;
  readonly falling: Ref<boolean>;
  /** Sorts by a column; by the same again the other way round, then as it came. */
  readonly by: (column: string) => void;
};

const compare = (a: Value, b: Value): number => {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b), 'zh');
};

/** Rows as they come until a column is chosen; `value` gives what a column sorts by. Empty cells come last. */
export const useSorting = <Row>(
  given: () => readonly Row[],
  value: (row: Row, column: string) => Value,
): Sorting<Row> => {
  const column = ref<string | null>(null);
  const falling = ref(false);
  const rows = computed(() => {
    const chosen = column.value;
    if (chosen === null) return given();
    const sorted = given().toSorted((a, b) => compare(value(a, chosen), value(b, chosen)));
    return falling.value ? sorted.toReversed() : sorted;
  });
  const by = (next: string): void => {
    if (column.value !== next) {
      column.value = next;
      falling.value = false;
    } else if (falling.value) column.value = null;
    else falling.value = true;
  };
  return { rows, column, falling, by };
};
