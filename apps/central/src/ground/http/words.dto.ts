/** Words in both languages, as they travel in answers. */
export class WordsDto {
  /** Chinese. */
  zh!: string;
  /** English. */
  en!: string;
}
