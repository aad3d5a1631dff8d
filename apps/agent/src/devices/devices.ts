/** Chooses the drivers of this window's devices; nothing else in the agent knows which they are. */
import type { CardReaders } from '#hardware/card-reader/card-reader.js';
import { PcscReaders } from '#hardware/card-reader/pcsc-readers.js';
import type { CodeReader } from '#hardware/code-reader/code-reader.js';
import { SerialCodeReader } from '#hardware/code-reader/serial-code-reader.js';
import { IppPrinter } from '#hardware/page-printer/ipp-printer.js';
import type { PagePrinter } from '#hardware/page-printer/page-printer.js';
import { EscposPrinter } from '#hardware/receipt-printer/escpos-printer.js';
import { FilePrinter } from '#hardware/receipt-printer/file-printer.js';
import type { ReceiptPrinter } from '#hardware/receipt-printer/receipt-printer.js';
import { PathLine } from '#hardware/receipt-printer/path-line.js';
import { TcpLine } from '#hardware/receipt-printer/tcp-line.js';
import { columnsOf } from '#libs/contract/receipt-layout.js';
import type { AgentConfig } from '../ground/config.js';
import { absentPrinter } from './absent-printer.js';

/** The readers of pcscd that READER_NAME names, in a process of their own. */
export const openReaders = ({ readerName }: Pick<AgentConfig, 'readerName'>): CardReaders =>
  new PcscReaders(readerName === null ? {} : { readerName });

/** The scanner of CODE_READER_DEVICE; null where there is none. */
export const openCodeReader = ({ codeReader }: Pick<AgentConfig, 'codeReader'>): CodeReader | null =>
  codeReader === null ? null : new SerialCodeReader(codeReader);

/** The printer of PAGE_PRINTER; null where there is none. Throws RangeError when it is no address of IPP. */
export const openPagePrinter = ({ pagePrinter }: Pick<AgentConfig, 'pagePrinter'>): PagePrinter | null => {
  if (pagePrinter === null) return null;
  try {
    return new IppPrinter({ address: pagePrinter });
  } catch (error) {
    throw new RangeError(`PAGE_PRINTER is not ipp://host:port/path: ${pagePrinter}`, { cause: error });
  }
};

/** The printer of PRINTER_DEVICE. Throws RangeError when it is none of the known kinds. */
export const openPrinter = ({
  printerDevice,
  printerLine: { proof, ...serial },
  paperWidthMm,
}: Pick<AgentConfig, 'printerDevice' | 'printerLine' | 'paperWidthMm'>): ReceiptPrinter => {
  const columns = columnsOf(paperWidthMm);
  if (printerDevice === null) return absentPrinter;
  if (printerDevice.startsWith('file:')) return new FilePrinter(printerDevice.slice('file:'.length), columns);
  if (printerDevice.startsWith('tcp://')) {
    const { hostname = '', port = '' } = URL.canParse(printerDevice) ? new URL(printerDevice) : {};
    if (hostname === '' || Number(port) === 0)
      throw new RangeError(`PRINTER_DEVICE is not tcp://host:port: ${printerDevice}`);
    return new EscposPrinter(new TcpLine({ host: hostname, port: Number(port) }), { columns, proof });
  }
  if (!printerDevice.startsWith('/'))
    throw new RangeError(`PRINTER_DEVICE is no path, tcp:// or file: address: ${printerDevice}`);
  return new EscposPrinter(new PathLine({ path: printerDevice, ...serial }), { columns, proof });
};
