/** The agent's settings, read once from the environment. */
import { resolve } from 'node:path';
import { warnedSeconds } from '#libs/contract/self-service.js';
import { readPort, readWebAddress, tidySettings, type Settings, readWord } from '#libs/kernel/settings.js';
import type { ProofKind } from '#hardware/receipt-printer/receipt-printer.js';
import type { FlowControl } from '#hardware/receipt-printer/serial-line.js';
import type { PaperWidth } from '#libs/contract/receipt-layout.js';
import { readIfThere } from './private-files.js';

/** What a printer is spoken to with, as its switches and its make have it. */
export type PrinterLineConfig = {
  readonly proof: ProofKind | 'auto';
  /** Bits a second, of a serial line. */
  readonly baudRate: number;
  /** Of a serial line. */
  readonly flowControl: FlowControl;
};

export type AgentConfig = {
  readonly port: number;
  readonly centralUrl: string;
  /** The agent's own folder: key, outbox, enrolment. */
  readonly directory: string;
  /** One-time code of the administrator, needed at the first start only; null when there is none. */
  readonly enrolmentCode: string | null;
  /** Path of a device, `tcp://host:port`, `file:folder`; null when the window has no printer. */
  readonly printerDevice: string | null;
  readonly printerLine: PrinterLineConfig;
  readonly paperWidthMm: PaperWidth;
  /** Address of a kiosk's printer of A4 pages, `ipp://host:port/path`; null when there is none. */
  readonly pagePrinter: string | null;
  /** The serial line of a scanner of QR and bar codes; null when the window has none, or one that types. */
  readonly codeReader: { readonly path: string; readonly baudRate: number } | null;
  /** Only readers whose name matches are used; null for any. */
  readonly readerName: RegExp | null;
  /** Folder of the built clerk page. */
  readonly webRoot: string;
  /** Folder of the built console page. */
  readonly consoleRoot: string;
  /** A visit at a kiosk that nobody touches is over after so long. */
  readonly kioskIdleMs: number;
  /** Folder of the built page of kiosks. */
  readonly kioskRoot: string;
  /** Folder with a file for each language that the bureau has added to a kiosk; null when there is none. */
  readonly kioskLanguages: string | null;
  /** Origins that may use the terminal interface, such as a hospital's own pages; none: it is not offered. */
  readonly terminalOrigins: readonly string[];
  readonly logLevel: string;
};

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

const readSpeed = (name: string, speed: string): number => {
  if (!/^\d{3,7}$/.test(speed) || Number(speed) < 300)
    throw new RangeError(`${name} is no speed in bits a second, such as 9600: ${speed}`);
  return Number(speed);
};

const readCodeReader = (environment: Settings): AgentConfig['codeReader'] => {
  const path = environment['CODE_READER_DEVICE'];
  const baudRate = readSpeed('CODE_READER_BAUD', environment['CODE_READER_BAUD'] ?? '9600');
  if (path === undefined) return null;
  if (!path.startsWith('/')) throw new RangeError(`CODE_READER_DEVICE is no path of a device: ${path}`);
  return { path, baudRate };
};

const readPrinterLine = (environment: Settings): PrinterLineConfig => {
  const baudRate = readSpeed('PRINTER_BAUD', environment['PRINTER_BAUD'] ?? '19200');
  return {
    proof: readWord(
      'PRINTER_PROOF',
      ['auto', 'process-id', 'status', 'none'],
      environment['PRINTER_PROOF'] ?? 'auto',
    ),
    baudRate,
    flowControl: readWord(
      'PRINTER_FLOW',
      ['none', 'rts-cts', 'xon-xoff'],
      environment['PRINTER_FLOW'] ?? 'none',
    ),
  };
};

const readPattern = (text: string): RegExp => {
  try {
    return new RegExp(text);
  } catch (error) {
    throw new RangeError(`READER_NAME is not a regular expression: ${text}`, { cause: error });
  }
};

const readTerminal = (text: string): string => {
  if (!/^[\w-]{1,40}$/.test(text))
    throw new RangeError(`AGENT_TERMINAL is not a name of letters, digits and hyphens: ${text}`);
  return text;
};

/** Longer than the page warns before the end, and no longer than somebody may be away from what is theirs. */
const readIdleSeconds = (text: string): number => {
  const seconds = Number(text);
  if (!Number.isInteger(seconds) || seconds <= warnedSeconds || seconds > 600)
    throw new RangeError(
      `KIOSK_IDLE_SECONDS is no number of seconds from ${warnedSeconds + 1} to 600: ${text}`,
    );
  return seconds;
};

const readOrigins = (text: string): readonly string[] => {
  const origins = text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
  for (const origin of origins)
    if (!/^https?:/.test(origin) || !URL.canParse(origin) || new URL(origin).origin !== origin)
      throw new RangeError(
        `TERMINAL_ORIGINS names what is no origin, such as https://his.example: ${origin}`,
      );
  return origins;
};

const readCode = (environment: Settings): string | null => {
  const file = environment['ENROLMENT_CODE_FILE'];
  if (environment['ENROLMENT_CODE'] !== undefined) return environment['ENROLMENT_CODE'];
  if (file === undefined) return null;
  try {
    // The file may rightly be gone after the first start; enrolment says so when it misses the code.
    return readIfThere(file)?.trim() ?? null;
  } catch (error) {
    throw new RangeError(`ENROLMENT_CODE_FILE cannot be read: ${file}`, { cause: error });
  }
};

/**
 * Reads AGENT_PORT (7301; 0 for any free one), CENTRAL_URL, SSCARD_DATA (`data`), AGENT_TERMINAL (`1`, names the folder
 * `agent-1`), ENROLMENT_CODE or ENROLMENT_CODE_FILE, PRINTER_DEVICE, PRINTER_PROOF (`auto`), PRINTER_BAUD (19200), PRINTER_FLOW (`none`),
 * PRINTER_WIDTH_MM (80), PAGE_PRINTER (none), CODE_READER_DEVICE, CODE_READER_BAUD (9600), READER_NAME, WEB_ROOT
 * (`dist/web/clerk`), CONSOLE_ROOT (`dist/web/console`), KIOSK_ROOT (`dist/web/kiosk`), KIOSK_IDLE_SECONDS (90), KIOSK_LANGUAGES (none), TERMINAL_ORIGINS (none; split by commas), LOG_LEVEL (`info`). Throws RangeError naming a bad one.
 */
export const readAgentConfig = (given: Settings): AgentConfig => {
  const environment = tidySettings(given);
  const logLevel = environment['LOG_LEVEL'] ?? 'info';
  if (!logLevels.includes(logLevel)) throw new RangeError(`LOG_LEVEL is not a level: ${logLevel}`);
  const readerName = environment['READER_NAME'];
  const languages = environment['KIOSK_LANGUAGES'];
  return {
    port: readPort('AGENT_PORT', environment['AGENT_PORT'] ?? '7301'),
    centralUrl: readWebAddress('CENTRAL_URL', environment['CENTRAL_URL'] ?? 'http://127.0.0.1:7300'),
    directory: resolve(
      environment['SSCARD_DATA'] ?? 'data',
      `agent-${readTerminal(environment['AGENT_TERMINAL'] ?? '1')}`,
    ),
    enrolmentCode: readCode(environment),
    printerDevice: environment['PRINTER_DEVICE'] ?? null,
    printerLine: readPrinterLine(environment),
    paperWidthMm:
      readWord('PRINTER_WIDTH_MM', ['58', '80'], environment['PRINTER_WIDTH_MM'] ?? '80') === '58' ? 58 : 80,
    pagePrinter: environment['PAGE_PRINTER'] ?? null,
    codeReader: readCodeReader(environment),
    readerName: readerName === undefined ? null : readPattern(readerName),
    terminalOrigins: readOrigins(environment['TERMINAL_ORIGINS'] ?? ''),
    webRoot: resolve(environment['WEB_ROOT'] ?? 'dist/web/clerk'),
    consoleRoot: resolve(environment['CONSOLE_ROOT'] ?? 'dist/web/console'),
    kioskIdleMs: readIdleSeconds(environment['KIOSK_IDLE_SECONDS'] ?? '90') * 1000,
    kioskRoot: resolve(environment['KIOSK_ROOT'] ?? 'dist/web/kiosk'),
    kioskLanguages: languages === undefined ? null : resolve(languages),
    logLevel,
  };
};
