/** Reads the number of a row out of an address: whole, and no greater than its column holds. */
import { BadRequestException, Injectable, type PipeTransform } from '@nestjs/common';

/** PostgreSQL's int. */
const greatest = 2_147_483_647;

/** Throws BadRequestException, which is answered `malformed-request`. */
@Injectable()
export class RowNumberPipe implements PipeTransform<string, number> {
  transform(text: string): number {
    const number = /^[1-9]\d{0,9}$/u.test(text) ? Number(text) : NaN;
    if (!(number <= greatest))
      throw new BadRequestException([`the number must be whole, 1 to ${greatest}: ${text.slice(0, 40)}`]);
    return number;
  }
}
