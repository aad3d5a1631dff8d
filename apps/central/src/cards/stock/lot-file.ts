/** Reads the file of a delivery of blank cards. */
import { csvTable } from '../../ground/csv/csv-table.js';
import { surveyFile, type FileSurvey } from '../../ground/csv/text-encoding.js';
import type { ChipRow } from './card-stock.service.js';

/** Lot, reset information (T1–TD), specification version, algorithm. */
export const lotColumns = ['LOT', 'AAZ507', 'AAZ508', 'ALGORITHM'] as const;

async function* chipRows(path: string, survey: FileSurvey): AsyncGenerator<ChipRow> {
  for await (const { line, values, fault } of csvTable(path, survey, lotColumns, ['AAZ508']))
    yield {
      line,
      lot: values.LOT,
      historicalBytes: values.AAZ507.toUpperCase(),
      // A spreadsheet shows 2.00 as 2.
      specificationVersion: values.AAZ508.replace(/^(\d)(?:\.0)?$/u, '$1.00'),
      algorithm: values.ALGORITHM.toLowerCase(),
      fault,
    };
}

/** The rows of a delivery, from the beginning each time. Throws Refused for what is wrong with the file as a whole. */
export const openLot = async (path: string): Promise<() => AsyncIterable<ChipRow>> => {
  const survey = await surveyFile(path);
  return () => chipRows(path, survey);
};
