/** The township of an address: coarse enough to be shown beside a masked number, and what people are told apart by. */

// A unit of the county or above, then the township's own name.
const township = /(?:^|[省州市县区旗])([^省州市县区旗镇乡\d\s]{1,8}(?:街道|镇|乡|苏木))/u;

/** The first township an address names, such as 河西街道; null where it names none. */
export const townshipOf = (address: string): string | null => township.exec(address)?.[1] ?? null;
