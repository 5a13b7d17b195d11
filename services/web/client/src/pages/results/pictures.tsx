import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { showNumber, showShare } from '../../language/show.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Section } from '../../parts/section.tsx';
import { BarChart } from './bar-chart.tsx';
import {
  type ItemStatistics,
  itemStatistics,
  type MarkedAttempt,
  minDiscriminationAttempts,
  type ScoreClass,
  scoreDistribution,
} from './statistics.ts';
import './results.css';

/** A picture with the table of its numbers below. */
const Figure = ({
  title,
  note,
  table,
  children,
}: {
  readonly title: string;
  readonly note: string;
  readonly table: ReactNode;
  readonly children: ReactNode;
}) => {
  const { t } = useTranslation();
  return (
    <Section title={title}>
      <figure className="card figure">
        {children}
        <figcaption className="soft">{note}</figcaption>
        <details>
          <summary>{t('results.asTable')}</summary>
          {table}
        </details>
      </figure>
    </Section>
  );
};

const Distribution = ({ submitted }: { readonly submitted: readonly MarkedAttempt[] }) => {
  const { t } = useTranslation();
  const classes = scoreDistribution(submitted);
  const nameOf = ({ from, until }: ScoreClass): string => `${showShare(from)}–${showShare(until)}`;
  const largest = Math.max(4, ...classes.map(({ attempts }) => attempts));
  const summary = classes
    .filter(({ attempts }) => attempts > 0)
    .map((one) => `${nameOf(one)}: ${showNumber(one.attempts)}`)
    .join(', ');
  const columns: readonly Column<ScoreClass>[] = [
    { id: 'class', label: t('results.share'), cell: nameOf },
    {
      id: 'attempts',
      label: t('results.students'),
      isNumber: true,
      sortValue: ({ attempts }) => attempts,
      cell: ({ attempts }) => showNumber(attempts),
    },
  ];
  return (
    <Figure
      title={t('results.distribution')}
      note={t('results.distributionText', { n: submitted.length })}
      table={
        <DataTable
          label={t('results.distribution')}
          columns={columns}
          rows={classes}
          keyOf={({ from }) => String(from)}
        />
      }
    >
      <BarChart
        summary={`${t('results.distribution')}. ${summary}`}
        bars={classes.map((one) => ({
          id: String(one.from),
          label: `${showNumber(one.from * 100)}–${showNumber(one.until * 100)}`,
          value: one.attempts,
        }))}
        range={[0, largest]}
        show={(value) => (Number.isInteger(value) ? showNumber(value) : '')}
        xLabel={`${t('results.share')} (%)`}
      />
    </Figure>
  );
};

type NumberedItem = ItemStatistics & { readonly number: number };

const numberColumn = (t: TFunction): Column<NumberedItem> => ({
  id: 'item',
  label: t('items.stem'),
  sortValue: ({ number }) => number,
  cell: ({ number }) => t('sitting.item', { number }),
});

const Difficulty = ({ items }: { readonly items: readonly NumberedItem[] }) => {
  const { t } = useTranslation();
  const shown = ({ difficulty }: NumberedItem): string => (difficulty === null ? '–' : showShare(difficulty));
  const columns: readonly Column<NumberedItem>[] = [
    numberColumn(t),
    {
      id: 'difficulty',
      label: t('results.difficulty'),
      isNumber: true,
      sortValue: ({ difficulty }) => difficulty,
      cell: shown,
    },
    {
      id: 'n',
      label: t('results.n'),
      isNumber: true,
      sortValue: ({ answers }) => answers,
      cell: ({ answers }) => showNumber(answers),
    },
  ];
  return (
    <Figure
      title={t('results.difficulty')}
      note={t('results.difficultyText')}
      table={
        <DataTable
          label={t('results.difficulty')}
          columns={columns}
          rows={items}
          keyOf={({ itemId }) => itemId}
        />
      }
    >
      <BarChart
        summary={`${t('results.difficulty')}. ${items
          .map((item) => `${t('sitting.item', { number: item.number })}: ${shown(item)}, n = ${item.answers}`)
          .join('; ')}`}
        bars={items.map(({ itemId, number, difficulty }) => ({
          id: itemId,
          label: String(number),
          value: difficulty,
        }))}
        range={[0, 1]}
        show={showShare}
        xLabel={t('items.stem')}
      />
    </Figure>
  );
};

const Discrimination = ({ items }: { readonly items: readonly NumberedItem[] }) => {
  const { t } = useTranslation();
  const shown = ({ discrimination }: NumberedItem): string =>
    discrimination === null ? '–' : showNumber(discrimination);
  const attempts = items[0]?.attempts ?? 0;
  if (attempts < minDiscriminationAttempts)
    return (
      <Section title={t('results.discrimination')}>
        <p className="soft">{t('results.tooFew', { n: attempts, min: minDiscriminationAttempts })}</p>
      </Section>
    );
  const columns: readonly Column<NumberedItem>[] = [
    numberColumn(t),
    {
      id: 'discrimination',
      label: t('results.discrimination'),
      isNumber: true,
      sortValue: ({ discrimination }) => discrimination,
      cell: shown,
    },
    { id: 'n', label: t('results.n'), isNumber: true, cell: () => showNumber(attempts) },
  ];
  return (
    <Figure
      title={t('results.discrimination')}
      note={t('results.discriminationText', { n: attempts })}
      table={
        <DataTable
          label={t('results.discrimination')}
          columns={columns}
          rows={items}
          keyOf={({ itemId }) => itemId}
        />
      }
    >
      <BarChart
        summary={`${t('results.discrimination')}, n = ${attempts}. ${items
          .map((item) => `${t('sitting.item', { number: item.number })}: ${shown(item)}`)
          .join('; ')}`}
        bars={items.map(({ itemId, number, discrimination }) => ({
          id: itemId,
          label: String(number),
          value: discrimination,
        }))}
        range={[-1, 1]}
        show={showNumber}
        xLabel={t('items.stem')}
      />
    </Figure>
  );
};

/** How the scores are distributed, and what the answers say about each item. */
const Pictures = ({
  itemIds,
  submitted,
}: {
  readonly itemIds: readonly string[];
  readonly submitted: readonly MarkedAttempt[];
}) => {
  const items = itemStatistics(itemIds, submitted).map((one, index) => ({ ...one, number: index + 1 }));
  return (
    <>
      <Distribution submitted={submitted} />
      <Difficulty items={items} />
      <Discrimination items={items} />
    </>
  );
};

export default Pictures;
