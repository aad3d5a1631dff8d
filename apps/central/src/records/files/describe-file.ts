/** A file as it travels. */
import type { ProductionFileDto } from './production-files.dto.js';
import type { ProductionFile } from './production-files.store.js';

export const describeFile = (file: ProductionFile): ProductionFileDto => ({
  id: file.id,
  kind: file.kind,
  name: file.name,
  bytes: file.bytes,
  received: file.received,
  digest: file.digest,
  state: file.state,
  madeAt: file.madeAt.toISOString(),
  madeBy: file.madeBy,
});
