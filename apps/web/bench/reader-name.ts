/** What the bench calls its readers: the window's by number, and the kiosk's. */
import type { BenchReader } from '#libs/contract/bench.js';

import { useWording } from '../shared/language.js';

/** The name of the reader of a slot, in the language that is read. */
export const useReaderName = (): ((slot: BenchReader['slot']) => string) => {
  const { t } = useWording();
  return (slot) => (slot === 2 ? t('reader.kiosk') : t('reader.name', { number: slot + 1 }));
};
