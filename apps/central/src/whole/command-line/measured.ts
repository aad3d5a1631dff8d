/** What a long command took: seconds without the start of the program, and the most memory the process ever held. */
export type Measured = { readonly seconds: number; readonly peakMemoryBytes: number };

/** The answer of some work, with what it took. */
export const measured = async <Answer extends object>(
  work: () => Promise<Answer>,
): Promise<Answer & Measured> => {
  const startedMs = performance.now();
  const answer = await work();
  return {
    ...answer,
    seconds: (performance.now() - startedMs) / 1000,
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
  };
};
