/** `books`: every fund's trial balance, and the proof that the books are right. */
import type { Command } from 'commander';
import { BooksService } from '../../funds/ledger/books.service.js';
import type { BooksDto } from '../../funds/ledger/funds.dto.js';
import { staffCommand } from './staff-command.js';

/** Adds `books`, which ends with exit code 1 when the books do not balance. */
export const addBooksCommand = (program: Command): void => {
  staffCommand<{ all?: boolean }, BooksDto>(
    program
      .command('books')
      .description(
        "各基金试算平衡与发现的问题；不平衡时退出码为 1 / print every fund's trial balance and whatever is wrong; exit code 1 when they do not balance",
      )
      .option(
        '--all',
        '从建账起全部核对，不从上次核对处起 / check from the beginning, not from the last checkpoint',
      ),
    {
      example: 'books --as 0501',
      act: 'books.read',
      work: async ({ app, options }) => {
        const books = await app.get(BooksService, { strict: false }).read({ all: options.all === true });
        if (!books.balanced) process.exitCode = 1;
        return books;
      },
      show: ({ balanced, funds, findings, since }) => [
        balanced ? '试算平衡 the books balance' : '不平衡 THE BOOKS DO NOT BALANCE',
        since === null ? '自建账起核对 checked from the beginning' : `自 ${since} 起核对 checked since then`,
        ...funds.map(
          ({ scheme, schemeName, debit, credit }) =>
            `${scheme} ${schemeName.zh} ${schemeName.en}  借 debit ${debit}  贷 credit ${credit}`,
        ),
        ...findings.map((finding) => `! ${finding}`),
      ],
    },
  );
};
