/** Codes that come by the keyboard: a scanner set to type is heard by the page, which hands them over. */
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { Length, Matches } from 'class-validator';
import type { ScanRequest } from '#libs/contract/scans.js';
import { DeskSignIn } from '../link/desk-sign-in.service.js';
import { CodeScans } from '../scanning/code-scans.service.js';

class ScanDto implements ScanRequest {
  @Length(1, 512)
  @Matches(/^[\x20-\x7e]+$/)
  code!: string;
}

@Controller('desk/scans')
export class ScansController {
  constructor(
    private readonly staff: DeskSignIn,
    private readonly scans: CodeScans,
  ) {}

  @Post()
  @HttpCode(202)
  take(@Body() { code }: ScanDto): void {
    this.staff.requireStaff();
    this.staff.noteActivity();
    void this.scans.take(code);
  }
}
