/** The part of fontkit 2.0 that draws characters; it declares no types. */
declare module 'fontkit' {
  export interface Path {
    transform(a: number, b: number, c: number, d: number, e: number, f: number): Path;
    /** Path data of SVG, to a hundredth. */
    toSVG(): string;
  }

  export interface Glyph {
    readonly path: Path;
  }

  export interface Font {
    readonly unitsPerEm: number;
    /** Of a character that the font does not have, its box for those. */
    glyphForCodePoint(codePoint: number): Glyph;
  }

  /** A font of a file, or of a collection by its PostScript name. */
  export function openSync(file: string, name: string): Font;
}
