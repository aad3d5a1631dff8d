/** Where a card body can be, in the order it goes through them. */
import type { ChipCounts } from '../api.js';

export const places = [
  'blank',
  'allotted',
  'personalised',
  'spoiled',
  'handedOver',
] as const satisfies readonly (keyof ChipCounts)[];
