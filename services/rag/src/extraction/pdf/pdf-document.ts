import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { cleanText } from '@ai-teacher/language/clean-text.ts';
import { PDFParse } from 'pdf-parse';
import { createDeclaredTexts, type DeclaredTexts } from '../marked-content/declared-texts.ts';
import type { Matrix } from '../model/matrix.ts';
import type { BesideDocument, OutlineEntry, RawPage } from '../model/page-model.ts';
import { Refusal } from '../model/refusal.ts';
import type { PagePicture } from '../recognition/page-picture.ts';
import { drawPage } from '../visibility/draw-page.ts';
import type { PdfJsFont } from '../visibility/graphics-state.ts';
import { judgeGlyphs } from '../visibility/judge-glyphs.ts';
import { drawsPicture, markedTags, type OperatorList } from '../visibility/operators.ts';
import { visibleRuns } from '../visibility/visible-runs.ts';
import {
  type AnnotatedDocument,
  type AnnotatedPage,
  besideText,
  createAnnotationReader,
} from './annotations.ts';
import { maxDecodedPixels, mayBeTransparent, watchLeftOutImages } from './left-out-images.ts';
import { type OutlinedDocument, readOutline } from './outline.ts';
import { createPictureReader, type ImageStore, maxPicturePixels } from './page-images.ts';

/** The parts in use of the pdf.js document behind pdf-parse, whose types do not name this document. */
type PdfJsDocument = AnnotatedDocument & {
  readonly numPages: number;
  getPageLabels(): Promise<string[] | null>;
  getMetadata(): Promise<{
    info: {
      EncryptFilterName?: string | null;
      Title?: unknown;
      IsXFAPresent?: boolean;
      IsCollectionPresent?: boolean;
    };
  }>;
  /** The permissions of readers without the owner's password; null without encryption. */
  getPermissions(): Promise<number[] | null>;
  /** The attached files by name. */
  getAttachments(): Promise<object | null>;
  getPage(number: number): Promise<PdfJsPage>;
  getOptionalContentConfig(): Promise<{ isVisible(layer: unknown): boolean }>;
} & OutlinedDocument;

type PdfJsPage = AnnotatedPage & {
  getViewport(options: { scale: number }): {
    width: number;
    height: number;
    transform: Matrix;
  };
  getOperatorList(options: { annotationMode: number }): Promise<OperatorList>;
  readonly commonObjs: {
    has(name: string): boolean;
    get(name: string, onReady?: (found: unknown) => void): PdfJsFont;
  };
  readonly objs: ImageStore;
  /** The number of the page's object. */
  readonly ref: { readonly num: number } | null;
  cleanup(): void;
};

export type PdfDocument = {
  readonly pageCount: number;
  readonly title: string | undefined;
  /** Printed page labels by position, counted from 0; undefined when the file declares none. */
  readonly labels: readonly string[] | undefined;
  /**
   * Reads at most `limit` entries. Call it after `page`, because it needs every page that an entry points to.
   */
  outline(limit: number): Promise<OutlineEntry[]>;
  /**
   * Decodes the images of a page and draws them on white.
   *
   * @returns undefined for a page without images that can be decoded.
   */
  picture(number: number): Promise<PagePicture | undefined>;
  /** Finds what stands beside the pages. Call it after `page`, because it decodes attached files. */
  beside(): Promise<BesideDocument[]>;
  /**
   * Reads the text that readers of a page see. @param number Position in the file, counted from 1.
   *
   * @throws Error when the page cannot be read, or takes too much work to draw.
   */
  page(number: number): Promise<RawPage>;
};

/** The bit of the permission to copy text (PDF 1.7, table 22, bit 5). */
const mayCopy = 0x10;

/**
 * Opens a PDF without its active or embedded content: no scripting, no fonts, no forms, no image decoding.
 *
 * @throws Refusal `encrypted` when the file needs a password, or when its author forbids copying.
 * @throws Refusal `damaged` when pdf.js finds no document in the file.
 */
export const openPdf = async (data: Uint8Array, { decodesPictures = false } = {}): Promise<PdfDocument> => {
  const pictures = decodesPictures ? createPictureReader(openAgain(data.slice())) : undefined;
  const imagesCover = !mayBeTransparent(data);
  // pdf.js takes the bytes.
  const declaredTexts = createDeclaredTexts(data);
  const leftOutImages = watchLeftOutImages();
  const document = await load(data);
  const { info } = await document.getMetadata();
  const permissions = info.EncryptFilterName ? ((await document.getPermissions()) ?? []) : undefined;
  if (permissions !== undefined && !permissions.includes(mayCopy))
    throw new Refusal('encrypted', 'The author of the file forbids copying.');
  const labels = await document.getPageLabels().catch(() => null);
  const layers = await document.getOptionalContentConfig();
  const annotationsOf = createAnnotationReader(document);
  return {
    pageCount: document.numPages,
    title: typeof info.Title === 'string' ? cleanText(info.Title).trim() || undefined : undefined,
    labels: labels ?? undefined,
    outline: (limit) => readOutline(document, limit),
    picture: async (number) => pictures?.(number),
    beside: async () => {
      const attached = await document.getAttachments().catch(() => null);
      return [
        ...(info.IsXFAPresent ? (['xfa-form'] as const) : []),
        ...(info.IsCollectionPresent ? (['portfolio'] as const) : []),
        ...(attached && !info.IsCollectionPresent ? (['attachments'] as const) : []),
      ];
    },
    page: async (number) =>
      readPage(await document.getPage(number), {
        layers,
        leftOutImages,
        imagesCover,
        declaredTexts,
        annotationsOf,
      }),
  };
};

/** Opens the file a second time, because its first opening decodes no pictures. */
const openAgain = (data: Uint8Array) => () => load(data, maxPicturePixels);

const load = async (data: Uint8Array, maxImageSize = maxDecodedPixels): Promise<PdfJsDocument> => {
  const engine = dirname(createRequire(import.meta.resolve('pdf-parse')).resolve('pdfjs-dist/package.json'));
  const parser = new PDFParse({
    data,
    isEvalSupported: false,
    enableXfa: false,
    // A page of the web would draw with these fonts. Without it pdf.js turns each glyph into a path.
    disableFontFace: false,
    ownerDocument: { fonts: new Set() },
    useSystemFonts: false,
    useWorkerFetch: false,
    maxImageSize,
    cMapUrl: join(engine, 'cmaps/'),
    cMapPacked: true,
    standardFontDataUrl: join(engine, 'standard_fonts/'),
    // Warnings say which images were left out.
    verbosity: 1,
  });
  try {
    // biome-ignore lint/complexity/useLiteralKeys: load() gives the pdf.js document; its type is private.
    return (await parser['load']()) as PdfJsDocument;
  } catch (error) {
    const encrypted = error instanceof Error && error.name === 'PasswordException';
    throw encrypted
      ? new Refusal('encrypted', 'The file needs a password.', { cause: error })
      : new Refusal('damaged', 'The file contains no PDF document.', {
          cause: error,
        });
  }
};

type Surroundings = {
  readonly layers: { isVisible(layer: unknown): boolean };
  readonly leftOutImages: () => number;
  readonly imagesCover: boolean;
  readonly declaredTexts: DeclaredTexts;
  readonly annotationsOf: ReturnType<typeof createAnnotationReader>;
};

/** Without annotations, because their text is not part of the page's text. */
const annotationMode = 0;

/** A scan takes at least this share of its page. */
const minPictureShare = 0.5;

const readPage = async (
  page: PdfJsPage,
  { layers, leftOutImages, imagesCover, declaredTexts, annotationsOf }: Surroundings,
): Promise<RawPage> => {
  const { width, height, transform } = page.getViewport({ scale: 1 });
  const imagesBefore = leftOutImages();
  const operators = await page.getOperatorList({ annotationMode });
  const { glyphs, raster, lostGlyphs } = drawPage({
    width,
    height,
    view: transform,
    operators,
    fontOf: (name) => (page.commonObjs.has(name) ? page.commonObjs.get(name) : {}),
    isLayerVisible: (layer) => layers.isVisible(layer),
    declaredTexts: declaredTexts.ofPage(page.ref?.num ?? 0, markedTags(operators)),
    hasImages: leftOutImages() > imagesBefore,
    imagesCover,
  });
  const hidden = judgeGlyphs(glyphs, raster);
  const runs = visibleRuns(glyphs, raster);
  const annotations = await annotationsOf(page).catch(() => []);
  page.cleanup();
  const hasText = runs.some(({ text }) => /[\p{L}\p{N}]/u.test(text));
  return {
    width,
    height,
    runs,
    isPicture: !hasText && (leftOutImages() > imagesBefore || drawsPicture(operators)),
    isOnPicture: raster.imageShare() >= minPictureShare,
    lostGlyphs,
    beside: besideText(annotations, () => runs.map(({ text }) => text).join('')),
    hidden,
  };
};
