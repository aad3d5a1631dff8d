/** How a paper is named in an address, and how its file is answered. */
import { StreamableFile } from '@nestjs/common';
import { Refused } from '../../ground/http/refused.js';

/** What cannot be a number is answered like one that is not there. Throws Refused with the code. */
export const documentNumberOf = (text: string, code: 'receipt-unknown' | 'not-found'): string => {
  if (!/^D\d{20}$/.test(text)) throw new Refused(code);
  return text;
};

export const documentFile = ({
  number,
  bytes,
}: {
  readonly number: string;
  readonly bytes: Buffer;
}): StreamableFile =>
  new StreamableFile(bytes, {
    type: 'application/pdf',
    disposition: `attachment; filename="${number}.pdf"`,
    length: bytes.length,
  });
