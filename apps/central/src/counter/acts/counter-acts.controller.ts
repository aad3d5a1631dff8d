/** Paying dues and collecting entitlements, with the holder's card in the reader. */
import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { digestBody } from '#libs/cards/write-challenge.js';
import { fromHex } from '#libs/kernel/bytes.js';
import { yuan } from '#libs/money/fen.js';
import { AskedBy, Performs, type Writer } from '../../ground/http/identity.js';
import { OperationDto } from '../../records/operations/operations.dto.js';
import { answer } from '../../records/operations/answer.js';
import type { CardAct } from './counter-act.js';
import { CollectionRequestDto, PaymentRequestDto, type ActItemDto } from './counter-acts.dto.js';
import { CounterActsService } from './counter-acts.service.js';

const cardAct = (
  kind: CardAct['kind'],
  writer: Writer,
  body: PaymentRequestDto | CollectionRequestDto,
  items: readonly ActItemDto[],
): CardAct => ({
  kind,
  ...writer,
  bodyDigest: digestBody({
    ...body,
    ...('dues' in body ? { dues: plain(items) } : { entitlements: plain(items) }),
  }),
  channel: body.channel,
  cardSessionId: body.cardSessionId,
  cardProof: fromHex(body.cardProof),
  consent: body.channel === 'bank' && 'debitConsent' in body ? (body.debitConsent ?? null) : null,
  items: items.map(({ id, amount }) => ({ id, amount: yuan(amount) })),
});

const plain = (items: readonly ActItemDto[]) => items.map(({ id, amount }) => ({ id, amount }));

@Controller('v1')
export class CounterActsController {
  constructor(private readonly acts: CounterActsService) {}

  /** Pays dues out of the card's bank account or in cash. 202 while the bank has not said: ask again with the same key. */
  @Post('payments')
  @HttpCode(200)
  @Performs('payments.pay')
  async pay(
    @AskedBy() writer: Writer,
    @Body() body: PaymentRequestDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperationDto> {
    return answer(await this.acts.settle(cardAct('payment', writer, body, body.dues)), reply);
  }

  /** Pays entitlements out to the card's bank account or in cash. 202 while the bank has not said. */
  @Post('collections')
  @HttpCode(200)
  @Performs('collections.collect')
  async collect(
    @AskedBy() writer: Writer,
    @Body() body: CollectionRequestDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperationDto> {
    return answer(await this.acts.settle(cardAct('collection', writer, body, body.entitlements)), reply);
  }
}
