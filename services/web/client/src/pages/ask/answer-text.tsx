import { withoutEscapes } from '@ai-teacher/contracts/chat/escaped-text.ts';
import type { Citation } from '@ai-teacher/contracts/chat/tutoring.ts';
import { Button } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { Place } from '../books/page-text.tsx';

type CitedProps = {
  readonly text: string;
  readonly citations: readonly Citation[];
  readonly onOpen: (place: Place) => void;
};

const placeOf = ({ documentId, pageNumber, quote }: Citation): Place => ({ documentId, pageNumber, quote });

/** A citation in the text: a chip with the printed page label. It opens the page beside the answer. */
const Chip = ({
  citation,
  onOpen,
}: {
  readonly citation: Citation;
  readonly onOpen: (place: Place) => void;
}) => {
  const { t, i18n } = useTranslation();
  const label = t('books.page', { label: citation.pageLabel });
  if (citation.withdrawn)
    return (
      <span className="chip withdrawn" dir={i18n.dir()}>
        {t('ask.withdrawn')}
      </span>
    );
  return (
    <Button
      className="chip"
      dir={i18n.dir()}
      aria-label={t('ask.openCitation', { number: citation.marker, page: citation.pageLabel })}
      onPress={() => onOpen(placeOf(citation))}
    >
      {label}
    </Button>
  );
};

/** An answer as it is read aloud: without the numbers of its citations. */
export const spokenAnswer = (text: string): string => withoutEscapes(text.replaceAll(/\s*\[\d+\]/gu, ''));

/** An answer, with a chip in place of each bracketed number that refers to a citation. */
export const AnswerText = ({ text, citations, onOpen }: CitedProps) => (
  <p className="answer-text" dir="auto">
    {text.split(/(\[\d+\])/u).map((piece, index) => {
      const marker = Number(/^\[(\d+)\]$/u.exec(piece)?.[1]);
      const citation = citations.find((known) => known.marker === marker);
      // The pieces of a text only grow at its end, so their position identifies them.
      const key = `${index}`;
      return citation === undefined ? (
        withoutEscapes(piece)
      ) : (
        <Chip key={key} citation={citation} onOpen={onOpen} />
      );
    })}
  </p>
);
