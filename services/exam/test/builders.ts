import { randomUUID } from 'node:crypto';
import type { ItemDraft, SourcePage } from '../src/domain/item-writing/drafts/item-draft.ts';

type BookPage = Omit<SourcePage, 'documentId'> & { headings: { offset: number; path: string[] }[] };

const rivers = `Rivers

Water that falls on high ground runs downhill and gathers in channels. A tributary is a stream that flows into a larger one. A watershed is the line of high ground that separates two drainage areas. An estuary is the tidal mouth where fresh water mixes with the sea. A meander is a winding bend that forms in slow water on flat land. A delta is a fan of sediment that builds up where a channel meets a lake. A rapid is a short stretch where the current becomes fast and rough.

Boats can travel far inland wherever an estuary is deep enough for their keels at low tide.`;

const rocks = `Rocks

The ground under our feet is made of three great families of rock. Magma is the molten material that lies beneath the crust. Erosion is the process by which wind and ice wear away the land. Weathering is the breaking down of stone where it stands. A fossil is the preserved trace of a creature that lived long ago. A mineral is a natural solid with a fixed chemical make-up. A fault is a crack along which two blocks of crust have moved.

The process that turns loose sediment into solid stone is called lithification.`;

const sky = `The sky

A comet is a ball of ice and dust that grows a tail near the sun. An asteroid is a small rocky body that circles the sun. An eclipse is the hiding of one celestial body behind another. A constellation is a pattern of stars that people have given a name. A crater is a bowl-shaped hollow that an impact leaves behind. A nebula is a vast cloud of gas in which stars are born.`;

const glossary = `Glossary

barometer: an instrument that measures the pressure of air.

hygrometer: an instrument for the moisture in the air.

anemometer: a device that tells how fast the wind blows.

seismograph: a recorder of the shaking of the ground.`;

/** A small textbook with enough definitions for an exam. Its printed labels differ from the page numbers. */
export const bookPages = (): BookPage[] => {
  return [
    page(1, 'i', 'Preface\n\nThis book was written for people who look up and down.', 'Preface'),
    page(2, '1', rivers, 'Rivers'),
    page(3, '2', rocks, 'Rocks'),
    page(4, '3', sky, 'The sky'),
    page(5, '4', glossary, 'Glossary'),
  ];
};

export const aBook = (documentId: string = randomUUID()): SourcePage[] => {
  return bookPages().map((page) => ({ ...page, documentId }));
};

/** A page with the given text. */
export const aPage = (text: string, { documentId = randomUUID(), pageNumber = 1 } = {}): SourcePage => {
  return { ...page(pageNumber, String(pageNumber), text, 'Chapter'), documentId };
};

const page = (pageNumber: number, pageLabel: string, text: string, chapter: string): BookPage => {
  return { pageNumber, pageLabel, text, headings: [{ offset: 0, path: [chapter] }] };
};

/** A cloze item without flaws. Any field can be replaced. */
export const anItem = (given: Partial<ItemDraft> = {}): ItemDraft => {
  return {
    type: 'cloze',
    stem: 'A(n) _____ is a stream that flows into a larger one.',
    points: 1,
    key: 'tributary',
    confusable: ['estuary', 'watershed'],
    source: {
      documentId: '00000000-0000-4000-8000-0000000000d1',
      pageNumber: 2,
      pageLabel: '1',
      span: { start: 0, end: 51 },
      quote: 'A tributary is a stream that flows into a larger one.',
    },
    ...given,
  };
};
