/** What is wrong with the rows of a file somebody brought, and its report: a file of its own, after which the command refuses. */
import { problems, type ProblemCode } from '#libs/contract/problems.js';
import { csvLine } from './csv-line.js';
import { Refused } from '../http/refused.js';
import { demandApart, writeWhole } from '../whole-file.js';

/** What is wrong in which row and column. */
export type RowFinding = { readonly line: number; readonly field: string; readonly code: ProblemCode };

/** Writes the report of what is wrong, and returns the codes with how often each occurs. */
export const writeFindings = async (findings: readonly RowFinding[], path: string): Promise<string> => {
  const counts = new Map<string, number>();
  const lines = [csvLine(['行号 row', '列 field', '代码 code', '原因 reason', '处理 next step'])];
  for (const { line, field, code } of findings) {
    counts.set(code, (counts.get(code) ?? 0) + 1);
    const { title, nextStep } = problems[code];
    const words = [`${title.zh} ${title.en}`, `${nextStep.zh} ${nextStep.en}`];
    lines.push(csvLine([String(line), field, code, ...words]));
  }
  await writeWhole(path, (report) => report.appendFile(`\uFEFF${lines.join('')}`));
  return Array.from(counts, ([code, rows]) => `${code} ${rows}`).join(', ');
};

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
  throw new Refused('rows-refused', `${await writeFindings(findings, path)}; ${path}`);
};
