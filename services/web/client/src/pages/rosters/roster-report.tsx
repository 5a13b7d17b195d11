import type { ReadOf } from '@ai-teacher/contracts/operation.ts';
import {
  downloadRejectedRows,
  listRosterFaults,
  type RosterFile,
} from '@ai-teacher/contracts/rosters/rosters.ts';
import { useMutation } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { api, useList } from '../../api/calls.ts';
import { longCalls } from '../../api/long-calls.ts';
import { saveFile } from '../../api/save-file.ts';
import { type Sentence, sentenceOf } from '../../language/api-sentence.ts';
import { showNumber, showNumbers } from '../../language/show.ts';
import { Button } from '../../parts/button.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { FaultNotice } from '../../parts/notice.tsx';
import { Listing } from '../../parts/page.tsx';
import { Section } from '../../parts/section.tsx';
import { ShownSentence } from '../../parts/shown-sentence.tsx';
import type { Roster } from './use-roster.ts';

type FileReport = Roster['files'][number];
type Fault = ReadOf<typeof listRosterFaults>['items'][number];

export const sentenceOfFault = ({ code, sentence }: Pick<Fault, 'code' | 'sentence'>): Sentence =>
  sentenceOf(`rosters.fault.${code}`, sentence);

type Note = NonNullable<Roster['codedNotes']>[number];

export const sentenceOfNote = (english: string, note: Note | undefined): Sentence => {
  if (note === undefined) return { english };
  const { code, file, column = '', rows = 0, lines = [] } = note;
  return sentenceOf(`rosters.note.${code}`, english, { file, column, rows, lines: showNumbers(lines) });
};

/** The findings of the check in each file, and the changes that the import would make. */
export const FilesTable = ({ files }: { readonly files: Roster['files'] }) => {
  const { t } = useTranslation();
  const count = (id: 'rows' | 'create' | 'change' | 'end' | 'same' | 'reject'): Column<FileReport> => ({
    id,
    label: t(`rosters.counts.${id}`),
    isNumber: true,
    sortValue: (report) => report[id],
    cell: (report) => showNumber(report[id]),
  });
  const columns: readonly Column<FileReport>[] = [
    { id: 'file', label: t('rosters.file'), cell: ({ file }) => `${file}.csv` },
    { id: 'mode', label: t('rosters.mode'), cell: ({ mode }) => t(`rosters.modes.${mode}`) },
    count('rows'),
    count('create'),
    count('change'),
    count('end'),
    count('same'),
    count('reject'),
  ];
  return <DataTable label={t('rosters.report')} columns={columns} rows={files} keyOf={({ file }) => file} />;
};

const RejectedRows = ({ id, file }: { readonly id: string; readonly file: RosterFile }) => {
  const { t } = useTranslation();
  const saving = useMutation({
    mutationFn: async () => {
      const input = { params: { id, file }, timeoutMilliseconds: longCalls.downloadRejectedRows };
      const { answer } = await api.download(downloadRejectedRows, input);
      saveFile(`rejected-${file}.csv`, answer);
    },
  });
  return (
    <>
      <Button small isPending={saving.isPending} onPress={() => saving.mutate()}>
        <Download size={15} aria-hidden="true" />
        {t('rosters.rejected', { file: `${file}.csv` })}
      </Button>
      <FaultNotice fault={saving.error} />
    </>
  );
};

/** The rows that the import leaves out, with the reason of each. */
export const Faults = ({ roster }: { readonly roster: Roster }) => {
  const { t } = useTranslation();
  const list = useList(listRosterFaults, { params: { id: roster.id }, query: { limit: 50 } });
  const columns: readonly Column<Fault>[] = [
    { id: 'file', label: t('rosters.file'), sortValue: ({ file }) => file, cell: ({ file }) => file },
    {
      id: 'line',
      label: t('rosters.line'),
      isNumber: true,
      sortValue: ({ line }) => line,
      cell: ({ line }) => (line === 0 ? t('rosters.wholeFile') : showNumber(line)),
    },
    { id: 'column', label: t('rosters.column'), cell: ({ column }) => column ?? '–' },
    {
      id: 'sentence',
      label: t('rosters.reason'),
      cell: (fault) => <ShownSentence sentence={sentenceOfFault(fault)} />,
    },
  ];
  const rejected = roster.files.filter(({ reject }) => reject > 0);
  return (
    <Section
      title={t('rosters.faults', { count: roster.faults })}
      actions={rejected.map(({ file }) => <RejectedRows key={file} id={roster.id} file={file} />)}
    >
      <Listing list={list} empty={<p className="soft">{t('rosters.noFaults')}</p>}>
        {(faults) => (
          <DataTable
            label={t('rosters.faultsTable')}
            columns={columns}
            rows={faults}
            keyOf={({ file, line, column, code }) => `${file} ${line} ${column} ${code}`}
          />
        )}
      </Listing>
    </Section>
  );
};
