/** Lets those who order and account for blank cards see the stock. */
import { Controller, Get } from '@nestjs/common';
import { Performs } from '../../ground/http/identity.js';
import { CardStockDto } from './card-stock.dto.js';
import { CardStockService } from './card-stock.service.js';

@Controller('v1/card-stock')
export class CardStockController {
  constructor(private readonly stock: CardStockService) {}

  /** Stock by lot, depot and batch, and the proof that it adds up to what was received. */
  @Get()
  @Performs('card-stock.read')
  report(): Promise<CardStockDto> {
    return this.stock.report();
  }
}
