/** Reads what a caller of the terminal interface sent: one JSON object, its function known, its members in form. */
import { isPin } from '#libs/cards/apdu.js';
import {
  cardTypes,
  terminalFunctions,
  type CardType,
  type TerminalFunction,
} from '#libs/contract/terminal-interface.js';
import { fault } from './terminal-error.js';

/** Names that integrators use for the same member: those of the C functions. */
const alsoCalled: Readonly<Record<string, string>> = {
  pKey: 'pInfo',
  cardInfo: 'pCardInfo',
  fileAddr: 'pFileAddr',
};

export class TerminalRequest {
  private constructor(
    readonly name: TerminalFunction,
    private readonly members: Readonly<Record<string, unknown>>,
  ) {}

  /** Throws TerminalError: −14 for what is no request, −13 for a function that is not offered. */
  static read(text: string): TerminalRequest {
    const value = parse(text);
    if (typeof value !== 'object' || value === null || !('function' in value))
      throw fault('parameter', 'function');
    const { function: name } = value;
    const known = (Object.keys(terminalFunctions) as TerminalFunction[]).find((each) => each === name);
    if (known === undefined) throw fault('unsupported');
    return new TerminalRequest(known, value as Readonly<Record<string, unknown>>);
  }

  /** 1 to 4, as a number or a digit. */
  get cardType(): CardType {
    const { iType } = this.members;
    const isText = typeof iType === 'number' || typeof iType === 'string';
    if (isText && Object.hasOwn(cardTypes, iType)) return Number(iType) as CardType;
    throw fault('parameter', 'iType');
  }

  /** 1 PIN, 2 key. */
  get authentication(): 'pin' | 'key' {
    const { iAuthType } = this.members;
    if (iAuthType === 1 || iAuthType === '1') return 'pin';
    if (iAuthType === 2 || iAuthType === '2') return 'key';
    throw fault('parameter', 'iAuthType');
  }

  /** A text that has to be there. */
  text(member: string): string {
    const value = this.optional(member);
    if (value === null) throw fault('parameter', member);
    return value;
  }

  /** A text, or null where it is left out or empty. */
  optional(member: string): string | null {
    const value = this.members[member] ?? this.members[alsoCalled[member] ?? member] ?? '';
    if (typeof value !== 'string' || value.length > 1000) throw fault('parameter', member);
    return value === '' ? null : value;
  }

  /** A PIN: −14 where there is none, −33 where it is not 4 to 16 digits. */
  pin(member: string): string {
    const pin = this.text(member);
    if (!isPin(pin)) throw fault('pin-length');
    return pin;
  }

  /** A new PIN; −34 where a second entry was sent and differs. */
  get newPin(): string {
    const pin = this.pin('newPin');
    const again = this.optional('newPinAgain');
    if (again !== null && again !== pin) throw fault('pins-differ');
    return pin;
  }
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw fault('parameter', 'JSON');
    throw error;
  }
};
