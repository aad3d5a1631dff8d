/** A code that a page was typed, checked at the edge. */
import { Length, Matches } from 'class-validator';
import type { ScanRequest } from '#libs/contract/scans.js';

export class ScanDto implements ScanRequest {
  @Length(1, 512)
  @Matches(/^[\x20-\x7e]+$/)
  code!: string;
}
