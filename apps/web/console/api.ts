/** What the centre tells the console, by the names its views use. */
import type { components } from '#libs/contract/central-api.js';

type Schemas = components['schemas'];

export type Batch = Omit<Schemas['CardBatchStatusDto'], 'steps' | 'stages' | 'work' | 'findings'>;
export type ListedBatch = Schemas['ListedBatchDto'];
export type BatchStatus = Schemas['CardBatchStatusDto'];
export type BatchStage = Schemas['BatchStageDto'];
export type BatchWork = Schemas['BatchWorkDto'];
export type BatchItem = Schemas['ListedItemDto'];
export type LotStock = Schemas['LotStockDto'];
export type ChipCounts = Pick<LotStock, 'blank' | 'allotted' | 'personalised' | 'spoiled' | 'handedOver'>;
export type Approval = Schemas['ApprovalDto'];
export type ApprovalInFull = Schemas['ApprovalInFullDto'];
export type StaffMember = Schemas['StaffMemberDto'];
export type StaffChange = Schemas['StaffChangeDto'];
export type ProductionFile = Schemas['ProductionFileDto'];
export type ProductionOrder = Schemas['ProductionOrderDto'];
export type AskedOrder = Schemas['AskedOrderDto'];
export type Imports = Schemas['CardImportsDto'];
export type CounterWindow = Schemas['WindowDto'];
export type WaitingAct = Schemas['WaitingActDto'];
export type Shift = Schemas['ShiftDto'];
export type ShiftSum = Schemas['ShiftSumDto'];
export type TrailEvent = Schemas['TrailEventDto'];
export type PeopleFound = Schemas['PeopleByNameDto'];
export type PersonFound = Schemas['PersonByNameDto'];
export type TrailPerson = Schemas['TrailPersonDto'];
export type Terminal = Schemas['ListedTerminalDto'];
export type CardMaker = Schemas['ListedMakerDto'];
export type KeyVersion = Schemas['KeyVersionDto'];
export type Parameter = Schemas['ParameterDto'];
export type ParameterVersion = Schemas['ParameterVersionDto'];
export type Job = Schemas['JobDto'];
export type Work = Schemas['WorkDto'];
export type UnclaimedUnit = Schemas['UnclaimedUnitDto'];
