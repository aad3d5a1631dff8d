/** Packs files that somebody chose into one archive, as they are, so that they travel as one: ZIP without compression (APPNOTE 6.3). */

/** What a ZIP without its larger form can hold. */
const most = { files: 65_535, bytes: 0xffff_ffff };

const table = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb8_8320 ^ (value >>> 1) : value >>> 1;
  return value;
});

const crc32 = (bytes: Uint8Array): number => {
  let crc = 0xffff_ffff;
  for (const byte of bytes) crc = (table[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffff_ffff) >>> 0;
};

const record = (bytes: number, write: (view: DataView<ArrayBuffer>) => void): ArrayBuffer => {
  const buffer = new ArrayBuffer(bytes);
  write(new DataView(buffer));
  return buffer;
};

/** What local header and directory say alike of a file, from this offset on: name in UTF-8, stored, no date. */
const describe = (view: DataView, at: number, crc: number, bytes: number, name: number): void => {
  view.setUint16(at, 20, true);
  view.setUint16(at + 2, 0x0800, true);
  view.setUint16(at + 8, 0x21, true);
  view.setUint32(at + 10, crc, true);
  view.setUint32(at + 14, bytes, true);
  view.setUint32(at + 18, bytes, true);
  view.setUint16(at + 22, name, true);
};

/** The archive, whose parts stay where they are until they are read; null: too many, or too large, for one. */
export const packZip = async (
  files: readonly { readonly name: string; readonly content: Blob }[],
): Promise<Blob | null> => {
  const parts: (ArrayBuffer | Uint8Array<ArrayBuffer> | Blob)[] = [];
  const directory: (ArrayBuffer | Uint8Array<ArrayBuffer> | Blob)[] = [];
  let [offset, directoryBytes] = [0, 0];
  if (files.length > most.files) return null;
  for (const { name, content } of files) {
    const encoded = new TextEncoder().encode(name);
    const crc = crc32(new Uint8Array(await content.arrayBuffer()));
    const local = record(30, (view) => {
      view.setUint32(0, 0x0403_4b50, true);
      describe(view, 4, crc, content.size, encoded.length);
    });
    const start = offset;
    const central = record(46, (view) => {
      view.setUint32(0, 0x0201_4b50, true);
      view.setUint16(4, 20, true);
      describe(view, 6, crc, content.size, encoded.length);
      view.setUint32(42, start, true);
    });
    parts.push(local, encoded, content);
    directory.push(central, encoded);
    offset += local.byteLength + encoded.length + content.size;
    directoryBytes += central.byteLength + encoded.length;
    if (offset + directoryBytes > most.bytes) return null;
  }
  const end = record(22, (view) => {
    view.setUint32(0, 0x0605_4b50, true);
    view.setUint16(8, files.length, true);
    view.setUint16(10, files.length, true);
    view.setUint32(12, directoryBytes, true);
    view.setUint32(16, offset, true);
  });
  return new Blob([...parts, ...directory, end], { type: 'application/zip' });
};
