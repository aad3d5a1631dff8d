/** What a printer's status means for the window: the state shown, and the problem that stands in the way of printing. */
import type { PrinterFault, PrinterStatus, PrintOutcome } from '#hardware/receipt-printer/receipt-printer.js';
import type { PrinterState, PrintState } from '#libs/contract/desk.js';
import { describeProblem, type Problem, type ProblemCode } from '#libs/contract/problems.js';

const faultProblems: Readonly<Record<PrinterFault, ProblemCode>> = {
  'paper-out': 'printer-paper-out',
  'cover-open': 'printer-cover-open',
  offline: 'printer-offline',
};

/** What stands in the way of printing, the most basic first; null when nothing does. */
export const faultOf = ({ online, paperOut, coverOpen }: PrinterStatus): PrinterFault | null => {
  if (coverOpen) return 'cover-open';
  if (paperOut) return 'paper-out';
  return online ? null : 'offline';
};

export const printerStateOf = (status: PrinterStatus): PrinterState => ({
  state: faultOf(status) ?? 'ready',
  paperNearEnd: status.paperNearEnd,
  trouble: status.trouble,
  proof: status.proof,
});

export const problemOf = (fault: PrinterFault): Problem => describeProblem(faultProblems[fault]);

/** The outcome of one copy as the page shows it: `printed` only when the printer proved it. */
export const printStateOf = (copy: number, result: PrintOutcome): PrintState => {
  if (result.outcome === 'printed') return { copy, outcome: 'printed', problem: null };
  if (result.outcome === 'unproven')
    return { copy, outcome: 'unproven', problem: describeProblem('print-unproven') };
  return { copy, outcome: 'failed', problem: problemOf(result.fault) };
};
