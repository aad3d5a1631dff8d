/** Promises of the setting of a printer: what is none of the known kinds is said in one line that names the setting. */
import { expect, it } from '@jest/globals';
import { openPrinter } from './devices.js';

it.each([
  'tcp://printer',
  'tcp://printer:0',
  'tcp://printer:99999',
  'tcp://10.0.0.5:9100:1',
  'COM3',
  '10.0.0.5:9100',
])('a printer at %s is refused by name', (printerDevice) => {
  const line = { proof: 'auto', baudRate: 9600, flowControl: 'none' } as const;
  expect(() => openPrinter({ printerDevice, printerLine: line, paperWidthMm: 80 })).toThrow(
    /^PRINTER_DEVICE is .*: (?:tcp:|COM3|10\.)/,
  );
});
