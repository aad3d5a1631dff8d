/** `books`: every fund's trial balance, and the proof that the books are right. */
import type { Command } from 'commander';
import { BooksService } from '../../funds/ledger/books.service.js';
import type { BooksDto } from '../../funds/ledger/funds.dto.js';
import { staffCommand } from './staff-command.js';

/** Adds `books`, which ends with exit code 1 when the books do not balance. */
export const addBooksCommand = (program: Command): void => {
  staffCommand<object, BooksDto>(
    program
      .command('books')
      .description(
        "各基金试算平衡与发现的问题；不平衡时退出码为 1 / print every fund's trial balance and whatever is wrong; exit code 1 when they do not balance",
      ),
    {
      example: 'books --as 0501',
      act: 'books.read',
      work: async ({ app }) => {
        const books = await app.get(BooksService, { strict: false }).read();
        if (!books.balanced) process.exitCode = 1;
        return books;
      },
      show: ({ balanced, funds, findings }) => [
        balanced ? '试算平衡 the books balance' : '不平衡 THE BOOKS DO NOT BALANCE',
        ...funds.map(
          ({ scheme, schemeName, debit, credit }) =>
            `${scheme} ${schemeName.zh} ${schemeName.en}  借 debit ${debit}  贷 credit ${credit}`,
        ),
        ...findings.map((finding) => `! ${finding}`),
      ],
    },
  );
};
