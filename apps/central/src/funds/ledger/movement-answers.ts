/** Accounts, movements and transfers of the books as they are answered. */
import { schemeName } from '#libs/contract/schemes.js';
import type { Words } from '#libs/kernel/words.js';
import { flows, isFlowKind } from '#libs/ledger/flows.js';
import { add, formatYuan, negate, subtract, sum, zeroFen, type Fen } from '#libs/money/fen.js';
import type { BookedTransferDto, MovementDto, NamedAccountDto, TrialFundDto } from './movements.dto.js';
import type { BookedTransfer, DayOfAccount, Movement, NamedAccount } from './movements.store.js';

export const flowOf = (kind: string): { readonly name: Words; readonly basis: string } =>
  isFlowKind(kind) ? flows[kind] : { name: { zh: kind, en: kind }, basis: '' };
export const codeOf = ({ code, clerk }: NamedAccount): string => (clerk === '' ? code : `${code}-${clerk}`);
export const accountDto = (account: NamedAccount): NamedAccountDto => ({
  id: account.id,
  scheme: account.scheme,
  schemeName: schemeName(account.scheme),
  code: codeOf(account),
  name: { zh: account.nameZh, en: account.nameEn },
  normalSide: account.normalSide,
});
export const sideOf = ({ side, amount }: Movement, wanted: 'debit' | 'credit'): string | null =>
  side === wanted ? formatYuan(amount) : null;
export const movementDto = (movement: Movement): MovementDto => ({
  transfer: movement.transfer,
  kind: movement.kind,
  name: flowOf(movement.kind).name,
  effectiveOn: movement.effectiveOn,
  bookedAt: movement.bookedAt.toISOString(),
  other: accountDto(movement.other),
  debit: sideOf(movement, 'debit'),
  credit: sideOf(movement, 'credit'),
  balance: formatYuan(movement.balance),
  receiptNumber: movement.receiptNumber,
});

/** A balance as what it stands for on the debit side: below zero stands on the credit side. */
export const inDebit = (normalSide: 'debit' | 'credit', balance: Fen): Fen =>
  normalSide === 'debit' ? balance : negate(balance);

export const trialFund = (scheme: string, accounts: readonly DayOfAccount[]): TrialFundDto => {
  const closings = accounts.map(({ normalSide, closing }) => inDebit(normalSide, closing));
  const moved = {
    debit: sum(accounts.map(({ debit }) => debit)),
    credit: sum(accounts.map(({ credit }) => credit)),
  };
  const difference = sum(closings);
  const follows = accounts.every(
    ({ normalSide, opening, debit, credit, closing }) =>
      add(opening, inDebit(normalSide, subtract(debit, credit))) === closing,
  );
  return {
    scheme,
    schemeName: schemeName(scheme),
    accounts: accounts.map((account) => ({
      ...accountDto(account),
      opening: formatYuan(account.opening),
      debit: formatYuan(account.debit),
      credit: formatYuan(account.credit),
      closing: formatYuan(account.closing),
    })),
    movedDebit: formatYuan(moved.debit),
    movedCredit: formatYuan(moved.credit),
    debit: formatYuan(sum(closings.filter((each) => each > zeroFen))),
    credit: formatYuan(negate(sum(closings.filter((each) => each < zeroFen)))),
    difference: formatYuan(difference),
    balanced: difference === zeroFen && moved.debit === moved.credit && follows,
  };
};

const transferSide = (one: BookedTransfer['debit']): BookedTransferDto['debit'] => ({
  ...accountDto(one),
  balance: formatYuan(one.balance),
});
export const transferDto = (transfer: BookedTransfer): BookedTransferDto => {
  return {
    id: transfer.id,
    scheme: transfer.scheme,
    schemeName: schemeName(transfer.scheme),
    kind: transfer.kind,
    ...flowOf(transfer.kind),
    amount: formatYuan(transfer.amount),
    effectiveOn: transfer.effectiveOn,
    bookedAt: transfer.bookedAt.toISOString(),
    debit: transferSide(transfer.debit),
    credit: transferSide(transfer.credit),
  };
};
