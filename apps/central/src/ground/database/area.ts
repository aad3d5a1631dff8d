/** The pooling area a connection works for: its schema, and the role the service works with. */
/** A schema name that needs no quoting: it is put into SQL text. */
export const schemaName = (text: string): string => {
  if (!/^[a-z][a-z0-9_]{0,40}$/.test(text)) throw new Error(`not a schema name: ${text}`);
  return text;
};

/** The role that may read and append but neither owns the schema nor changes what is written once. */
export const serviceRole = (schema: string): string => `${schema}_service`;
