/** Writes what is wrong with a file, row by row, as a file of its own; the command then refuses. */
import { problems } from '#libs/contract/problems.js';
import { csvLine } from '../../ground/csv/csv-line.js';
import { Refused } from '../../ground/http/refused.js';
import { demandApart, writeWhole } from '../../ground/whole-file.js';
import type { RowFinding } from './batch-files.store.js';

/**
 * Throws Refused `rows-refused` when there is anything wrong with the file, once the report is written beside it or to `told`;
 * `detail` counts the codes. Throws `file-unwritable` instead of writing over the file itself.
 */
export const demandNoFindings = async (
  findings: readonly RowFinding[],
  file: string,
  told?: string,
): Promise<void> => {
  if (findings.length === 0) return;
  const path = told ?? `${file}.report.csv`;
  await demandApart(path, file);
  const counts = new Map<string, number>();
  const lines = [csvLine(['行号 row', '列 field', '代码 code', '原因 reason', '处理 next step'])];
  for (const { line, field, code } of findings) {
    counts.set(code, (counts.get(code) ?? 0) + 1);
    const { title, nextStep } = problems[code];
    const words = [`${title.zh} ${title.en}`, `${nextStep.zh} ${nextStep.en}`];
    lines.push(csvLine([String(line), field, code, ...words]));
  }
  await writeWhole(path, (report) => report.appendFile(`\uFEFF${lines.join('')}`));
  const kinds = Array.from(counts, ([code, rows]) => `${code} ${rows}`).join(', ');
  throw new Refused('rows-refused', `${kinds}; ${path}`);
};
