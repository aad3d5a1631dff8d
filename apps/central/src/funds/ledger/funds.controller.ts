/** The funds' books, for accountants and auditors. */
import { Controller, Get } from '@nestjs/common';
import { Performs } from '../../ground/http/identity.js';
import { BooksService } from './books.service.js';
import { BooksDto } from './funds.dto.js';

@Controller('v1/books')
export class FundsController {
  constructor(private readonly books: BooksService) {}

  /** A trial balance of every fund, with whatever is wrong. */
  @Get()
  @Performs('books.read')
  read(): Promise<BooksDto> {
    return this.books.read();
  }
}
