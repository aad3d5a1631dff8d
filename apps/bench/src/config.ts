/** The bench's settings, read once from the environment. */
import { resolve } from 'node:path';
import { readPort, readWebAddress, tidySettings, type Settings, readWord } from '#libs/kernel/settings.js';

export type BenchConfig = {
  readonly port: number;
  /** The virtual reader's first slot; the second is on the port after it, and the kiosk's reader on the one after that. */
  readonly cardPort: number;
  readonly bankUrl: string;
  /** Address of the clerk page, for the link on the bench page; null for none. */
  readonly clerkUrl: string | null;
  /** Address of the kiosk's page; null for none. */
  readonly kioskUrl: string | null;
  /** Folder of the card images, one `*.json` a card. */
  readonly cardDirectory: string;
  /** Where the link to the printer's pseudo terminal shall be. */
  readonly printerDevice: string;
  /** Where the link to the code reader's pseudo terminal shall be. */
  readonly codeReaderDevice: string;
  /** As `codeReaderDevice`, of the kiosk's; null: there is none. */
  readonly kioskCodeReaderDevice: string | null;
  /** Where the link to the pseudo terminal of the kiosk's printer shall be; null: there is no kiosk. */
  readonly kioskPrinterDevice: string | null;
  readonly paperWidthMm: 58 | 80;
  /** Folder of the built bench page. */
  readonly webRoot: string;
};

/**
 * Reads BENCH_PORT (7310; 0 for any free one), CARD_PORT (7315), BANK_URL, CLERK_URL, KIOSK_URL (none), SSCARD_DATA (`data`),
 * PRINTER_DEVICE (`devices/printer` in it), CODE_READER_DEVICE (`devices/code-reader` in it), KIOSK_PRINTER_DEVICE (none: no kiosk),
 * KIOSK_CODE_READER_DEVICE (none), PRINTER_WIDTH_MM (80) and WEB_ROOT (`dist/web/bench`).
 * Throws RangeError naming a bad one.
 */
export const readBenchConfig = (given: Settings): BenchConfig => {
  const environment = tidySettings(given, ['CLERK_URL']);
  const data = resolve(environment['SSCARD_DATA'] ?? 'data');
  const cardPort = readPort('CARD_PORT', environment['CARD_PORT'] ?? '7315');
  if (cardPort === 0 || cardPort === 65535)
    throw new RangeError(`CARD_PORT leaves no room for two slots: ${cardPort}`);
  const clerkUrl = environment['CLERK_URL'] ?? 'http://127.0.0.1:7301';
  const kiosk = environment['KIOSK_PRINTER_DEVICE'];
  const kioskCodes = environment['KIOSK_CODE_READER_DEVICE'];
  return {
    port: readPort('BENCH_PORT', environment['BENCH_PORT'] ?? '7310'),
    cardPort,
    bankUrl: readWebAddress('BANK_URL', environment['BANK_URL'] ?? 'http://127.0.0.1:7320'),
    clerkUrl: clerkUrl === '' ? null : readWebAddress('CLERK_URL', clerkUrl),
    kioskUrl:
      environment['KIOSK_URL'] === undefined ? null : readWebAddress('KIOSK_URL', environment['KIOSK_URL']),
    cardDirectory: resolve(data, 'cards'),
    printerDevice: resolve(environment['PRINTER_DEVICE'] ?? resolve(data, 'devices', 'printer')),
    codeReaderDevice: resolve(environment['CODE_READER_DEVICE'] ?? resolve(data, 'devices', 'code-reader')),
    kioskCodeReaderDevice: kioskCodes === undefined ? null : resolve(kioskCodes),
    kioskPrinterDevice: kiosk === undefined ? null : resolve(kiosk),
    paperWidthMm:
      readWord('PRINTER_WIDTH_MM', ['58', '80'], environment['PRINTER_WIDTH_MM'] ?? '80') === '58' ? 58 : 80,
    webRoot: resolve(environment['WEB_ROOT'] ?? 'dist/web/bench'),
  };
};
