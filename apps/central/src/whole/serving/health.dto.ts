/** The answer to whether central can serve. */
export class HealthDto {
  status!: 'ok';
}
