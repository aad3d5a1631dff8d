/** Collects what a list is narrowed by, each condition with its value. */

export const conditions = () => {
  const params: unknown[] = [];
  const where: string[] = [];
  return {
    params,
    where,
    /** `condition` is told the value's place, such as `$3`; it may name it as often as it likes. */
    add: (value: unknown, condition: (place: string) => string): void => {
      params.push(value);
      where.push(condition(`$${params.length}`));
    },
  };
};

/** `ilike` over several columns; none of them has to be there. */
export const inAnyOf =
  (...columns: readonly string[]) =>
  (place: string): string =>
    columns.map((column) => `${column} ilike ${place}`).join(' or ');

/** A number that a list shows masked, of a `likePattern`: found whole alone, or its hidden digits could be tried out one by one. */
export const isWhole =
  (column: string) =>
  (place: string): string =>
    `${column} = upper(btrim(${place}, '%'))`;
