import {
  confirmRoster,
  discardRoster,
  readRoster,
  rosterFiles,
} from '@ai-teacher/contracts/rosters/rosters.ts';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { useAction } from '../../api/calls.ts';
import { showInserted, showNumber, showTime } from '../../language/show.ts';
import { Button, ButtonLink } from '../../parts/button.tsx';
import { Confirm } from '../../parts/dialogs/dialog.tsx';
import { FaultNotice, Note } from '../../parts/notice.tsx';
import { Loaded, Page } from '../../parts/page.tsx';
import { Progress } from '../../parts/progress.tsx';
import { Section } from '../../parts/section.tsx';
import { ShownSentence } from '../../parts/shown-sentence.tsx';
import { writePreference } from '../../preferences.ts';
import { useGoFromHere } from '../../shell/go-from-here.ts';
import { Faults, FilesTable, sentenceOfFault, sentenceOfNote } from './roster-report.tsx';
import { type Roster, useRoster } from './use-roster.ts';

const RosterActions = ({ roster }: { readonly roster: Roster }) => {
  const { t } = useTranslation();
  const go = useGoFromHere();
  const confirming = useAction(confirmRoster, [readRoster]);
  const discarding = useAction(discardRoster);
  const params = { params: { id: roster.id } };
  const discard = async (): Promise<void> => {
    await discarding.mutateAsync(params);
    writePreference('latestRoster', undefined);
    await go('/app/rosters');
  };
  return (
    <>
      {roster.status === 'applying' ? null : (
        <Confirm
          title={t('rosters.discard')}
          text={t('rosters.discardText')}
          action={t('rosters.discard')}
          onConfirm={() => void discard().catch(() => undefined)}
        >
          <Button isPending={discarding.isPending} look="danger">
            {t('rosters.discard')}
          </Button>
        </Confirm>
      )}
      {roster.status === 'ready' ? (
        <Confirm
          title={t('rosters.confirm')}
          text={t('rosters.confirmText')}
          action={t('rosters.confirm')}
          onConfirm={() => confirming.mutate(params)}
        >
          <Button look="primary" isPending={confirming.isPending}>
            {t('rosters.confirm')}
          </Button>
        </Confirm>
      ) : null}
      <FaultNotice fault={confirming.error ?? discarding.error} />
    </>
  );
};

/** The file that is read, checked or applied. The stage is a sentence in English that ends with its name. */
const fileOf = (stage: string): string => {
  const file = rosterFiles.find((name) => stage.endsWith(` ${name}`));
  return file === undefined ? '' : ` · ${showInserted(`${file}.csv`)}`;
};

const Running = ({ status, progress }: Pick<Roster, 'status' | 'progress'>) => {
  const { t } = useTranslation();
  const { stage, done, total } = progress;
  return (
    <div className="card">
      <Progress
        label={`${t(`rosters.status.${status}`)}${fileOf(stage)}`}
        share={total > 0 ? done / total : undefined}
        {...(total > 0 ? { valueLabel: t('documents.of', { done, total }) } : {})}
      />
    </div>
  );
};

/** The reason why nothing more of the bundle is imported, with the file and the column. */
const Refusal = ({ problem }: { readonly problem: NonNullable<Roster['problem']> }) => {
  const { file, line, column } = problem;
  const place = [file, line === 0 ? '' : showNumber(line), column ?? ''].filter((part) => part !== '');
  return (
    <div className="notice fault" role="alert">
      <div>
        <p>
          <ShownSentence sentence={sentenceOfFault(problem)} />
        </p>
        {place.length === 0 ? null : (
          <p className="soft">
            <bdi>{place.join(' · ')}</bdi>
          </p>
        )}
      </div>
    </div>
  );
};

const RosterPage = () => {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const { answer, live, fault } = useRoster(id);
  return (
    <Loaded answer={answer}>
      {(roster) => {
        const { status, problem, notes, codedNotes = [], files, createdAt, endedAt } = roster;
        const runs = status === 'queued' || status === 'checking' || status === 'applying';
        return (
          <Page
            title={t('rosters.title', { time: showTime(createdAt) })}
            lead={t(`rosters.statusText.${status}`)}
            isLeadLive
            actions={
              <>
                <ButtonLink href="/app/rosters">{t('rosters.back')}</ButtonLink>
                <RosterActions roster={roster} />
              </>
            }
          >
            <FaultNotice fault={fault} />
            {runs ? (
              <Running status={live?.status ?? status} progress={live?.progress ?? roster.progress} />
            ) : null}
            {status === 'applied' ? <Note>{t('rosters.applied', { time: showTime(endedAt) })}</Note> : null}
            {problem === null ? null : <Refusal problem={problem} />}
            {notes.map((note, at) => (
              <p key={note} className="notice warn">
                <ShownSentence sentence={sentenceOfNote(note, codedNotes[at])} />
              </p>
            ))}
            {files.length === 0 ? null : (
              <Section title={t('rosters.report')}>
                <FilesTable files={files} />
              </Section>
            )}
            {roster.faults === 0 || runs ? null : <Faults roster={roster} />}
          </Page>
        );
      }}
    </Loaded>
  );
};

export default RosterPage;
