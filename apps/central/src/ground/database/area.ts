/** The pooling area a connection works for: its schema, and the roles of the machine that work in it. */

/** A schema name that needs no quoting: it is put into SQL text. */
export const schemaName = (text: string): string => {
  if (!/^[a-z][a-z0-9_]{0,40}$/.test(text)) throw new Error(`not a schema name: ${text}`);
  return text;
};

/**
 * Who works with an area's tables beside its owner: central at the counter, long work and commands, and reports that only read. None of
 * them owns anything, or changes what is written once.
 */
export const areaRoles = ['service', 'work', 'reports'] as const;

export type AreaRole = (typeof areaRoles)[number];

export const areaRole = (schema: string, role: AreaRole): string => `${schema}_${role}`;
