/** Words of the same keys in another language. */
export type Said<W> = { readonly [K in keyof W]: W[K] extends string ? string : Said<W[K]> };
