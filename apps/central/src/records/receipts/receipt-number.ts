/** Reads which receipt and which print of it an address names; what cannot be one is answered like one that is not there. */
import { Injectable, type PipeTransform } from '@nestjs/common';
import { Refused } from '../../ground/http/refused.js';

const copiesAtMost = 32_767;

/** Area, business date and number of the day. */
@Injectable()
export class ReceiptNumberPipe implements PipeTransform<string, string> {
  transform(number: string): string {
    if (!/^\d{20}$/.test(number)) throw new Refused('receipt-unknown');
    return number;
  }
}

/** 1 is the original. */
@Injectable()
export class CopyPipe implements PipeTransform<string | number, number> {
  transform(text: string | number): number {
    const copy = Number(text);
    if (!Number.isInteger(copy) || copy < 1 || copy > copiesAtMost) throw new Refused('receipt-unknown');
    return copy;
  }
}
