/** Jest's global tear-down: stops the run's PostgreSQL and removes its data. */
const stopPostgres = async (): Promise<void> => {
  await globalThis.stopTestPostgres?.();
};

export default stopPostgres;
