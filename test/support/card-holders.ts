/** Whose a demonstration card is, as its chip says: what a clerk reads off the holder's document. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CardImage } from '#libs/cards/card-image.js';
import { decodeItem, decodeName, tagHex } from '#libs/cards/file-layout.js';
import { fromHex } from '#libs/kernel/bytes.js';

export type CardHolder = {
  readonly socialSecurityNumber: string;
  readonly name: string;
  readonly cardNumber: string;
};

/** The holder of a card of the city whose data lie in `data`. */
export const holderOf = (data: string, cardId: string): CardHolder => {
  const image = JSON.parse(readFileSync(join(data, 'cards', `${cardId}.json`), 'utf8')) as CardImage;
  const item = (file: 'ef05' | 'ef06', name: Parameters<typeof tagHex>[0]): Uint8Array =>
    fromHex(image.files[file][tagHex(name)] ?? '');
  return {
    socialSecurityNumber: decodeItem('socialSecurityNumber', item('ef06', 'socialSecurityNumber')),
    name: decodeName(item('ef06', 'name'), item('ef06', 'nameExtension')),
    cardNumber: decodeItem('cardNumber', item('ef05', 'cardNumber')),
  };
};
