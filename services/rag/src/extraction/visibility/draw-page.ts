import { multiply } from '../model/matrix.ts';
import { parseColour, unknownColour } from './colours.ts';
import type { DrawnGlyph } from './drawn-glyph.ts';
import { applyExtendedState, type GraphicsState } from './graphics-state.ts';
import { operatorsOf } from './operators.ts';
import { rectangleThrough, toMatrix, translated, unitSquare } from './outline-shape.ts';
import { type DrawnPage, Painter } from './painter.ts';
import { startOfText } from './place-glyphs.ts';
import { Raster } from './raster.ts';

type Handlers = Readonly<Record<string, (operands: readonly unknown[]) => void>>;

/**
 * Draws a page roughly.
 *
 * @returns the glyphs in the order in which the file draws them, the picture behind and over them, and the
 * number of visible glyphs in words without a character.
 * @throws Error when the page takes too much work to draw.
 */
export const drawPage = (
  page: DrawnPage,
): { glyphs: readonly DrawnGlyph[]; raster: Raster; lostGlyphs: number } => {
  const painter = new Painter(page, new Raster(page));
  const handlers: Handlers = {
    ...stateHandlers(painter),
    ...colourHandlers(painter),
    ...structureHandlers(painter),
    ...textStateHandlers(painter),
    ...textHandlers(painter),
    ...imageHandlers(painter),
  };
  for (const { name, operands } of operatorsOf(page.operators)) handlers[name]?.(operands);
  return { glyphs: painter.glyphs, raster: painter.raster, lostGlyphs: painter.lost.count };
};

const stateHandlers = (painter: Painter): Handlers => ({
  save: () => painter.save(),
  restore: () => painter.restore(),
  transform: (operands) => {
    painter.state.matrix = multiply(painter.state.matrix, toMatrix(operands));
    painter.state.imagePlace = painter.state.matrix;
  },
  setGState: ([entries]) => applyExtendedState(painter.state, entries, painter.page.fontOf),
  setLineWidth: ([width]) => {
    painter.state.lineWidth = Number(width);
  },
  setDash: ([pattern]) => {
    painter.state.dashed = Array.isArray(pattern) && pattern.length > 0;
  },
  clip: () => {
    painter.pendingClip = 'nonzero';
  },
  eoClip: () => {
    painter.pendingClip = 'evenodd';
  },
});

const colourHandlers = (painter: Painter): Handlers => ({
  setFillRGBColor: ([colour]) => {
    painter.state.fill = parseColour(colour);
  },
  setStrokeRGBColor: ([colour]) => {
    painter.state.stroke = parseColour(colour);
  },
  setFillColorN: () => {
    painter.state.fill = unknownColour;
  },
  setFillTransparent: () => {
    painter.state.fill = unknownColour;
  },
  setStrokeColorN: () => {
    painter.state.stroke = unknownColour;
  },
});

const structureHandlers = (painter: Painter): Handlers => ({
  beginMarkedContent: () => painter.beginMarkedContent(),
  beginMarkedContentProps: ([tag, layer]) => painter.beginMarkedContent(tag, layer),
  endMarkedContent: () => painter.endMarkedContent(),
  beginGroup: ([options]) => {
    const { smask, matrix, bbox } = (options ?? {}) as { smask?: unknown; matrix?: unknown; bbox?: unknown };
    painter.save();
    painter.groups.push(Boolean(smask));
    const { state } = painter;
    state.groupOpacity *= state.fillOpacity;
    state.fillOpacity = 1;
    state.strokeOpacity = 1;
    state.imagePlace = undefined;
    if (bbox) painter.clipToBox(matrix ? multiply(state.matrix, toMatrix(matrix)) : state.matrix, bbox);
  },
  endGroup: () => {
    painter.groups.pop();
    painter.restore();
  },
  paintFormXObjectBegin: ([matrix, bbox]) => {
    painter.save();
    const { state } = painter;
    state.imagePlace = undefined;
    if (matrix) state.matrix = multiply(state.matrix, toMatrix(matrix));
    if (bbox) painter.clipToBox(state.matrix, bbox);
  },
  paintFormXObjectEnd: () => painter.restore(),
});

type TextNumber = 'characterSpacing' | 'wordSpacing' | 'rise' | 'leading' | 'mode';

const textStateHandlers = (painter: Painter): Handlers => {
  const set =
    (name: TextNumber & keyof GraphicsState) =>
    ([value]: readonly unknown[]): void => {
      painter.state[name] = Number(value);
    };
  return {
    setCharSpacing: set('characterSpacing'),
    setWordSpacing: set('wordSpacing'),
    setTextRise: set('rise'),
    setLeading: set('leading'),
    setTextRenderingMode: set('mode'),
    setHScale: ([percent]) => {
      painter.state.horizontalScale = Number(percent) / 100;
    },
    setFont: ([name, size]) => {
      painter.state.font = painter.page.fontOf(String(name));
      painter.state.fontSize = Number(size);
    },
  };
};

const textHandlers = (painter: Painter): Handlers => {
  const move = (x: unknown, y: unknown) => {
    painter.place.line = translated(painter.place.line, Number(x), Number(y));
    painter.place.text = painter.place.line;
  };
  return {
    beginText: () => {
      painter.place = startOfText();
    },
    setTextMatrix: (operands) => {
      painter.place.line = toMatrix(typeof operands[0] === 'number' ? operands : operands[0]);
      painter.place.text = painter.place.line;
    },
    moveText: ([x, y]) => move(x, y),
    setLeadingMoveText: ([x, y]) => {
      painter.state.leading = -Number(y);
      move(x, y);
    },
    nextLine: () => move(0, -painter.state.leading),
    showText: ([glyphs]) => painter.showText(glyphs),
  };
};

const imageHandlers = (painter: Painter): Handlers => {
  // pdf.js switches the soft mask off in front of an image that has a mask of its own.
  const image = () => painter.paintImage(painter.state.matrix, !painter.state.beforeMaskedImage);
  const seeThrough = () => painter.paintImage(painter.state.matrix, false);
  return {
    constructPath: (operands) => painter.constructPath(operands),
    shadingFill: () => {
      const { left, top, right, bottom } = painter.state.clip;
      const shape = [[left, top, right, top, right, bottom, left, bottom]];
      const opacity = painter.state.fillOpacity;
      painter.paint(shape, 'nonzero', { colour: unknownColour, opacity, covers: false });
    },
    paintImageXObject: image,
    paintInlineImageXObject: image,
    paintImageXObjectRepeat: seeThrough,
    paintInlineImageXObjectGroup: seeThrough,
    paintImageMaskXObject: seeThrough,
    paintImageMaskXObjectGroup: seeThrough,
    paintImageMaskXObjectRepeat: seeThrough,
    paintSolidColorImageMask: () => {
      const { fill, fillOpacity, matrix } = painter.state;
      const shape = rectangleThrough(matrix, unitSquare);
      painter.paint(shape, 'nonzero', { colour: fill, opacity: fillOpacity, covers: fill !== unknownColour });
    },
  };
};
