/** The cooperating bank. */
import { Module } from '@nestjs/common';
import { BankClient } from './bank.client.js';

@Module({ providers: [BankClient], exports: [BankClient] })
export class BankModule {}
