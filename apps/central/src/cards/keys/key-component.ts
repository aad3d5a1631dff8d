/** One custodian's half of a version of master keys: random bytes for every key, in a file under their own passphrase. */
import { randomBytes } from 'node:crypto';
import { Refused } from '../../ground/http/refused.js';
import { keysFromText, keysToText, masterKeyLength, perKey, type MasterKeys } from './master-keys.js';
import { openText, sealText, type OpeningRefusal } from './sealed-text.js';

const kind = 'key-component';
const passphraseLengthLeast = 12;

/** A component out of its file. */
export type KeyComponent = {
  /** Eight random bytes in hex: which component it is, said without telling it. */
  readonly id: string;
  readonly custodian: string;
  readonly keys: MasterKeys;
};

/** A fresh component. */
export const makeComponent = (custodian: string): KeyComponent => ({
  id: randomBytes(8).toString('hex').toUpperCase(),
  custodian,
  keys: perKey(() => Uint8Array.from(randomBytes(masterKeyLength))),
});

/** The file of a component. Throws Refused `key-passphrase-short`. */
export const sealComponent = async (component: KeyComponent, passphrase: string): Promise<string> => {
  if ([...passphrase].length < passphraseLengthLeast)
    throw new Refused('key-passphrase-short', `${passphraseLengthLeast}`);
  const { id, custodian, keys } = component;
  return sealText(kind, { component: id, custodian }, keysToText(keys), passphrase);
};

const refusalOf = (place: string, refusal: OpeningRefusal): Refused =>
  refusal.why === 'damaged'
    ? new Refused('key-component-damaged', `${place}: ${refusal.detail}`)
    : new Refused('key-component-passphrase-wrong', place);

/** Opens a component's file; `place` names it in refusals. Throws Refused `key-component-…`. */
export const openComponent = async (
  place: string,
  file: string,
  passphrase: string,
): Promise<KeyComponent> => {
  const opened = await openText(kind, file, passphrase);
  if (!opened.ok) throw refusalOf(place, opened.refusal);
  const { component, custodian } = opened.value.about;
  const keys = keysFromText(opened.value.text);
  if (typeof component !== 'string' || typeof custodian !== 'string' || keys === null)
    throw new Refused('key-component-damaged', `${place}: it lacks its custodian or a key`);
  return { id: component, custodian, keys };
};
