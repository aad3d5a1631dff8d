/** The line a printer is putting together: its style, its place between the margins, and what is on it so far. */
import type { EscposCommand } from './escpos-command.js';
import type { PaperRun } from './paper.js';
import { runDots } from './paper.js';

/** Room of one line at the default line spacing. */
export const lineDots = 30;

type Style = Pick<PaperRun, 'scaleX' | 'scaleY' | 'bold' | 'underline' | 'inverse'>;
type Draft = { xDots: number; characters: { text: string; dots: 12 | 24 }[]; style: Style };

export class LineInMaking {
  style: Style = { scaleX: 1, scaleY: 1, bold: false, underline: false, inverse: false };
  align: 0 | 1 | 2 = 0;
  spacing = lineDots;
  leftMargin = 0;
  areaWidth: number;
  /** Where the next character goes, from the left margin. */
  x = 0;
  private drafts: Draft[] = [];

  /** Starts as after ESC @. */
  constructor(private readonly widthDots: number) {
    this.areaWidth = widthDots;
  }

  /** Whether a character still fits; the first of a line always does. */
  hasRoom(dots: 12 | 24): boolean {
    return this.x === 0 || this.x + dots * this.style.scaleX <= this.room();
  }

  put(text: string, dots: 12 | 24): void {
    const last = this.drafts.at(-1);
    if (last !== undefined && last.style === this.style && draftEnd(last) === this.x)
      last.characters.push({ text, dots });
    else this.drafts.push({ xDots: this.x, characters: [{ text, dots }], style: this.style });
    this.x += dots * this.style.scaleX;
  }

  /** What is on the line, aligned, and how high it is; the line is empty afterwards, its settings stay. */
  take(): { readonly runs: readonly PaperRun[]; readonly heightDots: number } {
    const drafts = this.drafts;
    this.drafts = [];
    this.x = 0;
    const shift = this.place(Math.max(0, ...drafts.map(draftEnd)));
    return {
      runs: drafts.map(({ xDots, characters, style }) => ({ ...style, characters, xDots: xDots + shift })),
      heightDots: Math.max(0, ...drafts.map((draft) => 24 * draft.style.scaleY)),
    };
  }

  /** Where something `width` dots wide starts, by margin and alignment. */
  place(width: number): number {
    return this.leftMargin + Math.max(0, Math.floor(((this.room() - width) * this.align) / 2));
  }

  private room(): number {
    return Math.min(this.areaWidth, this.widthDots - this.leftMargin);
  }
}

const draftEnd = ({ xDots, characters, style }: Draft): number =>
  xDots + runDots({ ...style, xDots, characters });

export type FormatCommand = Extract<
  EscposCommand,
  {
    kind:
      | 'line-spacing'
      | 'align'
      | 'bold'
      | 'underline'
      | 'inverse'
      | 'size'
      | 'absolute-position'
      | 'relative-position'
      | 'left-margin'
      | 'area-width';
  }
>;

/** Carries out what changes only how and where the next characters are put. */
export const applyFormat = (line: LineInMaking, command: FormatCommand): void => {
  switch (command.kind) {
    case 'line-spacing':
      line.spacing = command.dots ?? lineDots;
      return;
    case 'align':
      line.align = command.align;
      return;
    case 'bold':
    case 'underline':
    case 'inverse':
      line.style = { ...line.style, [command.kind]: command.on };
      return;
    case 'size':
      line.style = { ...line.style, scaleX: command.width, scaleY: command.height };
      return;
    case 'absolute-position':
      line.x = command.dots;
      return;
    case 'relative-position':
      line.x += command.dots;
      return;
    case 'left-margin':
      line.leftMargin = command.dots;
      return;
    case 'area-width':
      line.areaWidth = command.dots;
      return;
  }
};
