/** Promises about the agent's settings: usual values, and one clear line for a wrong one. */
import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readAgentConfig } from './config.js';

describe('the settings', () => {
  it('have usual values', () => {
    expect(readAgentConfig({})).toMatchObject({
      port: 7301,
      centralUrl: 'http://127.0.0.1:7300',
      directory: resolve('data', 'agent-1'),
      enrolmentCode: null,
      printerDevice: null,
      printerLine: { proof: 'auto', baudRate: 19_200, flowControl: 'none' },
      paperWidthMm: 80,
      pagePrinter: null,
      codeReader: null,
      readerName: null,
      terminalOrigins: [],
    });
  });

  it('take origins as they are written in a browser, split by commas', () => {
    const origins = 'https://his.example, http://127.0.0.1:8080,';
    expect(readAgentConfig({ TERMINAL_ORIGINS: origins }).terminalOrigins).toEqual([
      'https://his.example',
      'http://127.0.0.1:8080',
    ]);
  });

  it('take an enrolment code that is not there any more for none', () => {
    expect(readAgentConfig({ ENROLMENT_CODE_FILE: 'no/such/file' }).enrolmentCode).toBeNull();
    expect(readAgentConfig({ ENROLMENT_CODE: ' 0123456789ab\n' }).enrolmentCode).toBe('0123456789ab');
  });

  it.each([
    [{ AGENT_PORT: '73010' }, 'AGENT_PORT is not a port: 73010'],
    [{ AGENT_PORT: '7300 5' }, 'AGENT_PORT is not a port: 7300 5'],
    [
      { CENTRAL_URL: 'central:7300' },
      'CENTRAL_URL is no http or https address, such as https://card.example: central:7300',
    ],
    [{ PRINTER_WIDTH_MM: '57' }, 'PRINTER_WIDTH_MM is none of 58, 80: 57'],
    [{ PRINTER_PROOF: 'no' }, 'PRINTER_PROOF is none of auto, process-id, status, none: no'],
    [{ PRINTER_BAUD: '9600,8n1' }, 'PRINTER_BAUD is no speed in bits a second, such as 9600: 9600,8n1'],
    [{ PRINTER_FLOW: 'dtr' }, 'PRINTER_FLOW is none of none, rts-cts, xon-xoff: dtr'],
    [{ CODE_READER_DEVICE: 'COM3' }, 'CODE_READER_DEVICE is no path of a device: COM3'],
    [{ CODE_READER_BAUD: 'fast' }, 'CODE_READER_BAUD is no speed in bits a second, such as 9600: fast'],
    [{ READER_NAME: '(' }, 'READER_NAME is not a regular expression: ('],
    [{ AGENT_TERMINAL: '../1' }, 'AGENT_TERMINAL is not a name of letters, digits and hyphens: ../1'],
    [
      { TERMINAL_ORIGINS: 'https://his.example/' },
      'no origin, such as https://his.example: https://his.example/',
    ],
    [{ TERMINAL_ORIGINS: '*' }, 'TERMINAL_ORIGINS names what is no origin'],
    [{ TERMINAL_ORIGINS: 'null' }, 'TERMINAL_ORIGINS names what is no origin'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL is not a level: loud'],
  ])('%j are refused in one line', (environment, line) => {
    expect(() => readAgentConfig(environment)).toThrow(line);
  });
});
