/** What changes the files of a chip: records of its holder once UK is proven, and the personalisation of a blank. */
import type { BlankCardImage, CardImage } from '#libs/cards/card-image.js';
import { cardKeyNames } from '#libs/cards/card-keys.js';
import { decodeItem, decodeName, tagHex, type CardFile } from '#libs/cards/file-layout.js';
import { shortFileIds } from '#libs/cards/apdu.js';
import {
  dataGroups,
  macLength,
  readDataGroups,
  readPinBlock,
  storeData as header,
} from '#libs/cards/management-commands.js';
import { commandMac, openBlock } from '#libs/cards/secure-messaging.js';
import { decodeTlv } from '#libs/cards/tlv.js';
import { fromHex, toHex } from '#libs/kernel/bytes.js';
import type { ChipMemory } from './chip-memory.js';
import { ok, same, status, type Command, type SecurityState } from './chip-state.js';

/** UPDATE RECORD by tag in EF06. ASSUMED: EF05 is written once, when the card is made. */
export const updateRecord = (
  state: SecurityState,
  memory: ChipMemory,
  { p1, p2, p3, data }: Command,
): Uint8Array => {
  if (data.length !== p3) return status(0x6700);
  if ((p2 & 0x07) !== 0) return status(0x6a86);
  const { card } = memory;
  if (card === null) return status(0x6a83);
  if (p2 >> 3 === shortFileIds.ef05) return status(0x6982);
  if (p2 >> 3 !== shortFileIds.ef06) return status(0x6a82);
  if (!state.mayUpdate) return status(0x6982);
  const record = decodeTlv(data);
  if (record === null || record.tag !== p1) return status(0x6a80);
  const tag = toHex(Uint8Array.of(p1));
  const before = card.files.ef06[tag];
  if (before === undefined) return status(0x6a83);
  if (before.length !== 2 * record.value.length) return status(0x6700);
  memory.write({
    ...card,
    files: { ...card.files, ef06: { ...card.files.ef06, [tag]: toHex(record.value) } },
  });
  return status(ok);
};

const recordsIn = (bytes: Uint8Array): Readonly<Record<string, string>> | null => {
  const records: Record<string, string> = {};
  for (let rest = bytes; rest.length > 0;) {
    const record = decodeTlv(rest.slice(0, 2 + (rest[1] ?? 0)));
    if (record === null) return null;
    records[toHex(Uint8Array.of(record.tag))] = toHex(record.value);
    rest = rest.slice(2 + record.value.length);
  }
  return records;
};

const keysIn = (bytes: Uint8Array | null): CardImage['keys'] | null => {
  if (bytes?.length !== 16 * cardKeyNames.length) return null;
  const [irk = '', rksse = '', uk = '', puk = '', stk = ''] = cardKeyNames.map((_, index) =>
    toHex(bytes.slice(16 * index, 16 * index + 16)),
  );
  return { irk, rksse, uk, puk, stk };
};

/** The card that the groups written so far make; null while something is missing. */
const cardOf = (blank: BlankCardImage, groups: Readonly<Record<string, string>>): CardImage | null => {
  const content = (name: keyof typeof dataGroups): Uint8Array => fromHex(groups[dataGroups[name]] ?? '');
  const opened = (name: 'keys' | 'pin'): Uint8Array | null =>
    openBlock(fromHex(blank.transportKey), content(name), blank.algorithm);
  const file = (name: CardFile): Readonly<Record<string, string>> => recordsIn(content(name)) ?? {};
  const [ef05, ef06] = [file('ef05'), file('ef06')];
  const keys = keysIn(opened('keys'));
  const pin = readPinBlock(opened('pin') ?? new Uint8Array());
  const [pinTryLimit] = content('pinTryLimit');
  const number = ef05[tagHex('cardNumber')];
  const name = ef06[tagHex('name')];
  if (
    number === undefined ||
    name === undefined ||
    keys === null ||
    pin === null ||
    pinTryLimit === undefined
  )
    return null;
  const { id, specificationVersion, algorithm, atr } = blank;
  return {
    id,
    label: decodeName(fromHex(name), fromHex(ef06[tagHex('nameExtension')] ?? '')),
    note: `窗口制卡 ${decodeItem('cardNumber', fromHex(number))} / made at the counter`,
    specificationVersion,
    algorithm,
    atr,
    files: { ef05, ef06 },
    keys,
    pin,
    pinTryLimit,
  };
};

/** STORE DATA: stages its groups in permanent memory; the last block makes the blank a card, whole or not at all. */
export const storeData = (state: SecurityState, memory: ChipMemory, command: Command): Uint8Array => {
  const { bytes, p1, p3, data } = command;
  if (p1 !== header.more && p1 !== header.last) return status(0x6a86);
  if (data.length !== p3 || p3 <= macLength) return status(0x6700);
  const { blank } = memory;
  if (blank === null || state.personaliserChallenge === null) return status(0x6982);
  const expected = commandMac(
    fromHex(blank.transportKey),
    bytes.slice(0, -macLength),
    state.personaliserChallenge,
    blank.algorithm,
  );
  if (!same(expected, data.slice(-macLength))) {
    state.personaliserChallenge = null;
    memory.countKey('transport', false);
    return status(0x6988);
  }
  const groups = readDataGroups(data.slice(0, -macLength));
  if (groups === null) return status(0x6a80);
  const staged = {
    ...blank.staged,
    ...Object.fromEntries(Object.entries(groups).map(([name, content]) => [name, toHex(content)])),
  };
  if (p1 === header.more) {
    memory.write({ ...blank, staged });
    return status(ok);
  }
  const card = cardOf(blank, staged);
  if (card === null) return status(0x6985);
  memory.write(card);
  state.personaliserChallenge = null;
  state.mayReadAll = true;
  return status(ok);
};
