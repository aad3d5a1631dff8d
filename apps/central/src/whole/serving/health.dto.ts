/** The answer to whether central can serve. */
export class HealthDto {
  status!: 'ok';
  /** How the vault of the master keys did the last time it was asked; `unused` before the first. */
  keyVault!: 'unused' | 'ready' | 'failing';
  /** What is done without anybody asking: `alarming` when a job or long work is stuck, or no process takes a job. */
  jobs!: 'ok' | 'alarming';
  /** `missing` when a key that a scheme or another rule needs in the next thirteen months is not laid down, or cannot be read. */
  parameters!: 'ok' | 'missing';
}
