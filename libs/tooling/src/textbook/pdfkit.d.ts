/** The part of pdfkit that the textbook uses; the package ships no types. */
declare module 'pdfkit' {
  import type { Readable } from 'node:stream';

  /** An indirect object of the file; `end` writes it. */
  export type PdfReference = { data: Record<string, unknown>; end(): void };

  export type TextOptions = {
    lineBreak?: boolean;
    goTo?: string;
    destination?: string;
  };

  export type OutlineItem = {
    addItem(title: string, options?: { top?: number; expanded?: boolean }): OutlineItem;
  };

  export default class PDFDocument extends Readable {
    constructor(options: {
      size: [number, number];
      margins: { top: number; bottom: number; left: number; right: number };
      autoFirstPage: boolean;
      compress: boolean;
      pdfVersion: string;
      lang: string;
      displayTitle: boolean;
      info: Record<string, string | Date>;
    });
    readonly outline: OutlineItem;
    /** The catalog, where entries go that pdfkit has no method for. */
    readonly _root: PdfReference;
    ref(data: Record<string, unknown>): PdfReference;
    addContent(operators: string): this;
    addPage(): this;
    font(name: string, size?: number): this;
    fontSize(size: number): this;
    widthOfString(text: string): number;
    text(text: string, x: number, y: number, options: TextOptions): this;
    save(): this;
    restore(): this;
    moveTo(x: number, y: number): this;
    lineTo(x: number, y: number): this;
    bezierCurveTo(x1: number, y1: number, x2: number, y2: number, x: number, y: number): this;
    rect(x: number, y: number, width: number, height: number): this;
    circle(x: number, y: number, radius: number): this;
    polygon(...points: [number, number][]): this;
    lineWidth(width: number): this;
    dash(length: number, options?: { space: number }): this;
    undash(): this;
    fillColor(color: string): this;
    strokeColor(color: string): this;
    fill(color?: string): this;
    stroke(color?: string): this;
    fillAndStroke(fill: string, stroke: string): this;
    end(): void;
  }
}
