/** JSON with one form for one value, so that a digest of it means the value. */

/** Canonical JSON: keys sorted by code unit at every depth, absent values left out, no white space. Throws TypeError on what JSON cannot carry. */
export const canonicalJson = (value: unknown): string => {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`not a JSON number: ${value}`);
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  // A Date, Map or the like would silently digest as an empty object.
  if (typeof value === 'object' && !('toJSON' in value) && !(Symbol.iterator in value)) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
    return `{${members.join(',')}}`;
  }
  throw new TypeError(`no canonical JSON for ${typeof value}`);
};
