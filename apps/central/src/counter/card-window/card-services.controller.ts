/** The services of the card window. */
import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { AskedBy, Performs, type Writer } from '../../ground/http/identity.js';
import { answer } from '../../records/operations/answer.js';
import { OperationDto } from '../../records/operations/operations.dto.js';
import { CardServiceRequestDto } from './card-services.dto.js';
import { CardServicesService } from './card-services.service.js';

@Controller('v1/card-services')
export class CardServicesController {
  constructor(private readonly services: CardServicesService) {}

  /** Does one service, once per Idempotency-Key; its receipt says what was done. */
  @Post()
  @HttpCode(200)
  @Performs('card-services.perform')
  async perform(
    @AskedBy() writer: Writer,
    @Body() body: CardServiceRequestDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperationDto> {
    return answer(await this.services.perform(writer, body), reply);
  }
}
