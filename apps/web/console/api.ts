/** What the console reads and decides, by the agent that hands it on to the centre. */
import type { components } from '#libs/contract/central-api.js';

type Schemas = components['schemas'];

export type Batch = Schemas['CardBatchDto'];
export type Batches = Schemas['CardBatchesDto'];
export type BatchStatus = Schemas['CardBatchStatusDto'];
export type BatchStage = Schemas['BatchStageDto'];
export type BatchWork = Schemas['BatchWorkDto'];
export type BatchItem = Schemas['BatchItemDto'];
export type BatchItems = Schemas['BatchItemsDto'];
export type Stock = Schemas['CardStockDto'];
export type LotStock = Schemas['LotStockDto'];
export type ChipCounts = Pick<LotStock, 'blank' | 'allotted' | 'personalised' | 'spoiled' | 'handedOver'>;
export type Imports = Schemas['CardImportsDto'];
export type Unclaimed = Schemas['UnclaimedCardsDto'];

const root = '/desk/central';
const at = (number: string): string => `${root}/card-batches/${encodeURIComponent(number)}`;

/** Addresses by what they answer. */
export const addresses = {
  batches: (before: string | null): string =>
    `${root}/card-batches${before === null ? '' : `?before=${encodeURIComponent(before)}`}`,
  batch: at,
  items: (number: string, state: string | null, after: number): string =>
    `${at(number)}/items?after=${after}${state === null ? '' : `&state=${encodeURIComponent(state)}`}`,
  approval: (number: string): string => `${at(number)}/approval`,
  rejection: (number: string): string => `${at(number)}/rejection`,
  unclaimed: (days: number): string => `${root}/card-batches/unclaimed?days=${days}`,
  stock: `${root}/card-stock`,
  imports: `${root}/card-imports`,
} as const;
