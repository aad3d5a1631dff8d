/** Pictures of receipts: SVG made into PNG with the system's Chinese fonts. */
import { Resvg } from '@resvg/resvg-js';

/** Monospaced first: a receipt is laid out in columns. All of them belong to the package fonts-noto-cjk. */
export const receiptFonts = "'Noto Sans Mono CJK SC','Noto Sans CJK SC',monospace";

/** A PNG of an SVG picture on white. `widthPx` scales it; without it the picture's own size. */
export const svgToPng = (svg: string, widthPx?: number): Buffer =>
  new Resvg(svg, {
    background: '#fff',
    font: {
      loadSystemFonts: true,
      defaultFontFamily: 'Noto Sans Mono CJK SC',
      monospaceFamily: 'Noto Sans Mono CJK SC',
    },
    ...(widthPx === undefined ? {} : { fitTo: { mode: 'width', value: widthPx } }),
  })
    .render()
    .asPng();
