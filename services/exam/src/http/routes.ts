import { presentExplanation } from '@ai-teacher/access/domain/explain-access.ts';
import * as assignments from '@ai-teacher/contracts/exam/assignments.ts';
import * as attempts from '@ai-teacher/contracts/exam/attempts.ts';
import { receiveExamEvent } from '@ai-teacher/contracts/exam/events.ts';
import * as examWindow from '@ai-teacher/contracts/exam/exam-window.ts';
import * as exams from '@ai-teacher/contracts/exam/exams.ts';
import * as generations from '@ai-teacher/contracts/exam/generations.ts';
import * as itemEditing from '@ai-teacher/contracts/exam/item-editing.ts';
import * as appeals from '@ai-teacher/contracts/exam/marking/appeals.ts';
import * as corrections from '@ai-teacher/contracts/exam/marking/corrections.ts';
import * as marking from '@ai-teacher/contracts/exam/marking/marking.ts';
import * as queue from '@ai-teacher/contracts/exam/marking/marking-queue.ts';
import * as modelMarking from '@ai-teacher/contracts/exam/marking/model-marking.ts';
import { nothing, type Route, route } from '@ai-teacher/service-kit/server/route.ts';
import { appealMark } from '../domain/appeals/appeal-mark.ts';
import { decideAppeal } from '../domain/appeals/decide-appeal.ts';
import { listAttemptAppeals } from '../domain/appeals/list-attempt-appeals.ts';
import { listOpenAppeals } from '../domain/appeals/list-open-appeals.ts';
import { assignExam } from '../domain/assigning/assign-exam.ts';
import { giveExtraTime } from '../domain/assigning/give-extra-time.ts';
import { listAttempts } from '../domain/attempts/list-attempts.ts';
import { readAttempt } from '../domain/attempts/read-attempt.ts';
import { saveResponse } from '../domain/attempts/save-response.ts';
import { startAttempt } from '../domain/attempts/start-attempt.ts';
import { submitAttempt } from '../domain/attempts/submit-attempt.ts';
import { correctItem } from '../domain/corrections/correct-item.ts';
import { listItemCorrections } from '../domain/corrections/list-item-corrections.ts';
import { previewCorrection } from '../domain/corrections/preview-correction.ts';
import { addItem } from '../domain/editing/add-item.ts';
import { changeItem } from '../domain/editing/change-item.ts';
import { deleteItem } from '../domain/editing/delete-item.ts';
import { orderItems } from '../domain/editing/order-items.ts';
import { overruleWarning } from '../domain/editing/overrule-warning.ts';
import { regenerateItem } from '../domain/editing/regenerate-item.ts';
import { deleteExam } from '../domain/exams/delete-exam.ts';
import { publishExam } from '../domain/exams/publish-exam.ts';
import { readExam } from '../domain/exams/read-exam.ts';
import { cancelGeneration } from '../domain/generations/cancel-generation.ts';
import { followGeneration } from '../domain/generations/follow-generation.ts';
import { generateExam } from '../domain/generations/generate-exam.ts';
import { readGeneration } from '../domain/generations/read-generation.ts';
import { listItemMarks } from '../domain/marking/list-item-marks.ts';
import { readMachineMarking, setMachineMarking } from '../domain/marking/machine-marking.ts';
import { markItem } from '../domain/marking/mark-item.ts';
import { suggestMarks } from '../domain/marking/suggest-marks.ts';
import { listMarkingQueue } from '../domain/marking-queue/list-marking-queue.ts';
import { listWaitingAnswers } from '../domain/marking-queue/list-waiting-answers.ts';
import { markGroup } from '../domain/marking-queue/mark-group.ts';
import { changeModelMarking, readModelMarking } from '../domain/model-marking/model-marking-setting.ts';
import { explainExam } from '../domain/people/explain-exam.ts';
import { handOverExams } from '../domain/people/hand-over-exams.ts';
import { listExams } from '../domain/people/list-exams.ts';
import type { World } from '../domain/ports.ts';
import { closeExam } from '../domain/releasing/close-exam.ts';
import { extendExam } from '../domain/releasing/extend-exam.ts';
import { releaseExam } from '../domain/releasing/release-exam.ts';
import { reopenExam } from '../domain/releasing/reopen-exam.ts';
import { listStudentAttempts } from '../domain/student-results/list-student-attempts.ts';
import { receiveEvent } from '../events/receive-event.ts';
import { followGenerationRoute } from './follow-generation.ts';
import {
  presentAppeal,
  presentAttemptAppeals,
  presentNewAppeal,
  presentOpenAppeals,
} from './present/appeals.ts';
import { presentExtraTime, presentStudentAttempts } from './present/assignments.ts';
import { presentAttempt, presentAttempts, presentStartedAttempt } from './present/attempts.ts';
import { presentCorrections, presentNewCorrection } from './present/corrections.ts';
import { presentExam, presentExams, presentExamWithKeys, presentHandedOver } from './present/exams.ts';
import { presentGenerated, presentGeneration } from './present/generations.ts';
import { presentHistory, presentModelMarking, presentSuggestions } from './present/marking.ts';
import { presentGroupMarks, presentQueue, presentWaitingAnswers } from './present/marking-queue.ts';

/**
 * Less than the gateway's timeout of 60 s for this route, so that the caller receives the service's own
 * problem.
 */
const generationDeadlineSeconds = 55;

/** All operations of exam: contract, use case, presenter. The contract states who may call. */
export const routes = (world: World): Route[] => [
  route(exams.generateExam, generateExam(world), presentGenerated, {
    deadlineSeconds: generationDeadlineSeconds,
  }),
  route(generations.readGeneration, readGeneration(world), presentGeneration),
  followGenerationRoute(followGeneration(world)),
  route(generations.cancelGeneration, cancelGeneration(world), presentGeneration),
  route(exams.listExams, listExams(world), presentExams),
  route(exams.readExam, readExam(world), presentExam),
  route(exams.deleteExam, deleteExam(world), nothing),
  route(exams.publishExam, publishExam(world), presentExamWithKeys),
  route(exams.releaseExam, releaseExam(world), presentExamWithKeys),
  route(examWindow.closeExam, closeExam(world), presentExamWithKeys),
  route(examWindow.reopenExam, reopenExam(world), presentExamWithKeys),
  route(examWindow.extendExam, extendExam(world), presentExamWithKeys),
  route(assignments.assignExam, assignExam(world), presentExamWithKeys),
  route(assignments.giveExtraTime, giveExtraTime(world), presentExtraTime),
  route(assignments.listStudentAttempts, listStudentAttempts(world), presentStudentAttempts),
  route(assignments.explainExam, explainExam(world), presentExplanation),
  route(exams.handOverExams, handOverExams(world), presentHandedOver),
  route(itemEditing.addItem, addItem(world), presentExamWithKeys),
  route(itemEditing.changeItem, changeItem(world), presentExamWithKeys),
  route(itemEditing.overruleWarning, overruleWarning(world), presentExamWithKeys),
  route(itemEditing.deleteItem, deleteItem(world), nothing),
  route(itemEditing.orderItems, orderItems(world), presentExamWithKeys),
  route(itemEditing.regenerateItem, regenerateItem(world), presentExamWithKeys, {
    deadlineSeconds: generationDeadlineSeconds,
  }),
  route(corrections.correctItem, correctItem(world), presentNewCorrection),
  route(corrections.listItemCorrections, listItemCorrections(world), presentCorrections),
  route(corrections.previewCorrection, previewCorrection(world), (preview) => ({
    ...preview,
    items: [...preview.items],
  })),
  route(attempts.startAttempt, startAttempt(world), presentStartedAttempt),
  route(attempts.saveResponse, saveResponse(world), nothing),
  route(attempts.submitAttempt, submitAttempt(world), presentAttempt),
  route(attempts.readAttempt, readAttempt(world), presentAttempt),
  route(attempts.listAttempts, listAttempts(world), presentAttempts),
  ...markingRoutes(world),
  route(receiveExamEvent, receiveEvent(world), nothing),
];

/** Marks of teachers and machines, and appeals against them. */
const markingRoutes = (world: World): Route[] => [
  route(marking.markItem, markItem(world), presentAttempt),
  route(marking.suggestMarks, suggestMarks(world), presentSuggestions),
  route(marking.listItemMarks, listItemMarks(world), presentHistory),
  route(marking.readMachineMarking, readMachineMarking(world), (setting) => setting),
  route(marking.setMachineMarking, setMachineMarking(world), (setting) => setting),
  route(queue.listMarkingQueue, listMarkingQueue(world), presentQueue),
  route(queue.listWaitingAnswers, listWaitingAnswers(world), presentWaitingAnswers),
  route(queue.markGroup, markGroup(world), presentGroupMarks),
  route(modelMarking.readModelMarking, readModelMarking(world), presentModelMarking),
  route(modelMarking.changeModelMarking, changeModelMarking(world), presentModelMarking),
  route(appeals.appealMark, appealMark(world), presentNewAppeal),
  route(appeals.listAttemptAppeals, listAttemptAppeals(world), presentAttemptAppeals),
  route(appeals.listOpenAppeals, listOpenAppeals(world), presentOpenAppeals),
  route(appeals.decideAppeal, decideAppeal(world), presentAppeal),
];
