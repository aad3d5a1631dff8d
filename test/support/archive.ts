/** Archives as the console packs them of files that somebody chose. */
import { packZip } from '../../apps/web/console/uploads/pack-zip.js';

/** The bytes of a ZIP of these files. */
export const archive = async (files: Parameters<typeof packZip>[0]): Promise<Buffer> => {
  const packed = await packZip(files);
  if (packed === null) throw new Error('too much for one archive');
  return Buffer.from(await packed.arrayBuffer());
};
