/** Puts together the places of the area: units that collect cards for their people, and depots where cards lie. */
import { Module } from '@nestjs/common';
import { PlacesService } from './places.service.js';
import { PlacesStore } from './places.store.js';

@Module({ providers: [PlacesService, PlacesStore], exports: [PlacesService] })
export class PlacesModule {}
