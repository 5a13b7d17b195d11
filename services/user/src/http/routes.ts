import * as explain from '@ai-teacher/contracts/access/explain.ts';
import * as factExchange from '@ai-teacher/contracts/access/fact-exchange.ts';
import * as institutionTimeZone from '@ai-teacher/contracts/access/institution-time-zone.ts';
import * as sharingPolicy from '@ai-teacher/contracts/access/sharing-policy.ts';
import * as rosters from '@ai-teacher/contracts/rosters/rosters.ts';
import * as academicSessions from '@ai-teacher/contracts/user/academic-sessions.ts';
import * as academics from '@ai-teacher/contracts/user/academics.ts';
import * as classes from '@ai-teacher/contracts/user/classes.ts';
import * as courses from '@ai-teacher/contracts/user/courses.ts';
import * as enrolments from '@ai-teacher/contracts/user/enrolments.ts';
import { receiveUserEvent } from '@ai-teacher/contracts/user/events.ts';
import * as guardians from '@ai-teacher/contracts/user/guardians.ts';
import * as joinCodes from '@ai-teacher/contracts/user/join-codes.ts';
import * as people from '@ai-teacher/contracts/user/people.ts';
import * as profile from '@ai-teacher/contracts/user/profile.ts';
import * as treeLevels from '@ai-teacher/contracts/user/tree-levels.ts';
import * as unitRoles from '@ai-teacher/contracts/user/units/unit-roles.ts';
import { nothing, type Route, route } from '@ai-teacher/service-kit/server/route.ts';
import { archiveAcademicSession } from '../domain/academic-sessions/archive-academic-session.ts';
import { changeAcademicSession } from '../domain/academic-sessions/change-academic-session.ts';
import { createAcademicSession } from '../domain/academic-sessions/create-academic-session.ts';
import { listAcademicSessions } from '../domain/academic-sessions/list-academic-sessions.ts';
import { readAcademicSession } from '../domain/academic-sessions/read-academic-session.ts';
import { restoreAcademicSession } from '../domain/academic-sessions/restore-academic-session.ts';
import { archiveNode } from '../domain/academics/archive-node.ts';
import { changeNode } from '../domain/academics/change-node.ts';
import { createNode } from '../domain/academics/create-node.ts';
import { listDescendants } from '../domain/academics/list-descendants.ts';
import { listMoves } from '../domain/academics/list-moves.ts';
import { listNodes } from '../domain/academics/list-nodes.ts';
import { moveNode } from '../domain/academics/move-node.ts';
import { readNode } from '../domain/academics/read-node.ts';
import { restoreNode } from '../domain/academics/restore-node.ts';
import { explainAccess } from '../domain/access-explanation/explain-access.ts';
import { listFacts } from '../domain/access-facts/list-facts.ts';
import { readFactDigests } from '../domain/access-facts/read-fact-digests.ts';
import { archiveClass } from '../domain/classes/archive-class.ts';
import { changeClass } from '../domain/classes/change-class.ts';
import { createClass } from '../domain/classes/create-class.ts';
import { listClasses } from '../domain/classes/list-classes.ts';
import { readClass } from '../domain/classes/read-class.ts';
import { restoreClass } from '../domain/classes/restore-class.ts';
import { archiveCourse } from '../domain/courses/archive-course.ts';
import { changeCourse } from '../domain/courses/change-course.ts';
import { createCourse } from '../domain/courses/create-course.ts';
import { listCourses } from '../domain/courses/list-courses.ts';
import { readCourse } from '../domain/courses/read-course.ts';
import { restoreCourse } from '../domain/courses/restore-course.ts';
import { addEnrolments } from '../domain/enrolments/add-enrolments.ts';
import { endEnrolment } from '../domain/enrolments/end-enrolment.ts';
import { listClassEnrolments } from '../domain/enrolments/list-class-enrolments.ts';
import { listEnrolments } from '../domain/enrolments/list-enrolments.ts';
import { endGuardianLink } from '../domain/guardians/end-guardian-link.ts';
import { linkGuardian } from '../domain/guardians/link-guardian.ts';
import { listGuardians } from '../domain/guardians/list-guardians.ts';
import { listOwnStudents } from '../domain/guardians/list-own-students.ts';
import { changeTimeZone } from '../domain/institution-time-zone/change-time-zone.ts';
import { readTimeZone } from '../domain/institution-time-zone/read-time-zone.ts';
import { createJoinCode } from '../domain/join-codes/create-join-code.ts';
import { inviteToClass } from '../domain/join-codes/invite-to-class.ts';
import { joinClass } from '../domain/join-codes/join-class.ts';
import { listJoinCodes } from '../domain/join-codes/list-join-codes.ts';
import { withdrawJoinCode } from '../domain/join-codes/withdraw-join-code.ts';
import { changeNeeds } from '../domain/people/change-needs.ts';
import { listExtraTimes } from '../domain/people/list-extra-times.ts';
import { readDisplayNames } from '../domain/people/read-display-names.ts';
import { readPerson } from '../domain/people/read-person.ts';
import type { World } from '../domain/ports.ts';
import { changeMe } from '../domain/profile/change-me.ts';
import { readMe } from '../domain/profile/read-me.ts';
import { confirmRoster } from '../domain/rosters/confirm-roster.ts';
import { discardRoster } from '../domain/rosters/discard-roster.ts';
import { exportRoster } from '../domain/rosters/export-roster.ts';
import { followRoster } from '../domain/rosters/follow-roster.ts';
import { importRoster } from '../domain/rosters/import-roster.ts';
import { listRejectedRows } from '../domain/rosters/list-rejected-rows.ts';
import { readRoster, readRosterFaults } from '../domain/rosters/read-roster.ts';
import { changeSharingPolicy } from '../domain/sharing-policy/change-sharing-policy.ts';
import { readSharingPolicy } from '../domain/sharing-policy/read-sharing-policy.ts';
import { changeLevels } from '../domain/tree-levels/change-levels.ts';
import { readLevels } from '../domain/tree-levels/read-levels.ts';
import { endUnitRole } from '../domain/unit-roles/end-unit-role.ts';
import { grantUnitRole } from '../domain/unit-roles/grant-unit-role.ts';
import { listOwnUnitRoles } from '../domain/unit-roles/list-own-unit-roles.ts';
import { listUnitRoles } from '../domain/unit-roles/list-unit-roles.ts';
import { receiveEvent } from '../events/receive-event.ts';
import { inviteToClassRoute } from './class-invitations.ts';
import { presentNewSession, presentSession, presentSessions } from './present/academic-sessions.ts';
import {
  presentLevels,
  presentMoves,
  presentNewNode,
  presentNode,
  presentNodes,
  presentNodeWithAncestors,
} from './present/academics.ts';
import { presentDigests, presentExplanation, presentFacts } from './present/access-facts.ts';
import { presentClass, presentClasses, presentNewClass } from './present/classes.ts';
import { presentCourse, presentCourses, presentNewCourse } from './present/courses.ts';
import { presentAdded, presentEnrolment, presentEnrolments } from './present/enrolments.ts';
import { presentJoinCodes, presentNewJoinCode } from './present/join-codes.ts';
import {
  presentExtraTimes,
  presentGuardian,
  presentGuardians,
  presentNames,
  presentPerson,
} from './present/people.ts';
import { presentMe } from './present/profile.ts';
import { presentFaults, presentRoster } from './present/rosters.ts';
import { presentSharingPolicy, presentTimeZone } from './present/sharing-policy.ts';
import { presentUnitRole, presentUnitRoles } from './present/unit-roles.ts';
import { exportRosterRoute, followRosterRoute, importRosterRoute, rejectedRowsRoute } from './rosters.ts';

const unitRoutes = (world: World): Route[] => [
  route(unitRoles.grantUnitRole, grantUnitRole(world), presentUnitRole),
  route(unitRoles.listUnitRoles, listUnitRoles(world), presentUnitRoles),
  route(unitRoles.listOwnUnitRoles, listOwnUnitRoles(world), presentUnitRoles),
  route(unitRoles.endUnitRole, endUnitRole(world), presentUnitRole),
];

/** Every operation of user: contract, use case, presenter. The contract states the access. */
export const routes = (world: World): Route[] => [
  route(profile.readMe, readMe(world), presentMe),
  route(profile.changeMe, changeMe(world), presentMe),
  route(academics.createNode, createNode(world), presentNewNode),
  route(academics.listNodes, listNodes(world), presentNodes),
  route(academics.readNode, readNode(world), presentNodeWithAncestors),
  route(academics.listDescendants, listDescendants(world), presentNodes),
  route(academics.changeNode, changeNode(world), presentNode),
  route(academics.moveNode, moveNode(world), presentNode),
  route(academics.archiveNode, archiveNode(world), presentNode),
  route(academics.restoreNode, restoreNode(world), presentNode),
  route(academics.listMoves, listMoves(world), presentMoves),
  route(treeLevels.readLevels, readLevels(world), presentLevels),
  route(treeLevels.changeLevels, changeLevels(world), presentLevels),
  route(academicSessions.createAcademicSession, createAcademicSession(world), presentNewSession),
  route(academicSessions.listAcademicSessions, listAcademicSessions(world), presentSessions),
  route(academicSessions.readAcademicSession, readAcademicSession(world), presentSession),
  route(academicSessions.changeAcademicSession, changeAcademicSession(world), presentSession),
  route(academicSessions.archiveAcademicSession, archiveAcademicSession(world), presentSession),
  route(academicSessions.restoreAcademicSession, restoreAcademicSession(world), presentSession),
  route(courses.createCourse, createCourse(world), presentNewCourse),
  route(courses.listCourses, listCourses(world), presentCourses),
  route(courses.readCourse, readCourse(world), presentCourse),
  route(courses.changeCourse, changeCourse(world), presentCourse),
  route(courses.archiveCourse, archiveCourse(world), presentCourse),
  route(courses.restoreCourse, restoreCourse(world), presentCourse),
  route(classes.createClass, createClass(world), presentNewClass),
  route(classes.listClasses, listClasses(world), presentClasses),
  route(classes.readClass, readClass(world), presentClass),
  route(classes.changeClass, changeClass(world), presentClass),
  route(classes.archiveClass, archiveClass(world), presentClass),
  route(classes.restoreClass, restoreClass(world), presentClass),
  route(enrolments.listEnrolments, listEnrolments(world), presentEnrolments),
  route(enrolments.listClassEnrolments, listClassEnrolments(world), presentEnrolments),
  route(enrolments.addEnrolments, addEnrolments(world), presentAdded),
  route(enrolments.endEnrolment, endEnrolment(world), presentEnrolment),
  ...joiningRoutes(world),
  route(people.readPerson, readPerson(world), presentPerson),
  route(people.changeNeeds, changeNeeds(world), presentPerson),
  route(people.readDisplayNames, readDisplayNames(world), presentNames),
  route(guardians.linkGuardian, linkGuardian(world), presentGuardian),
  route(guardians.listGuardians, listGuardians(world), presentGuardians),
  route(guardians.listOwnStudents, listOwnStudents(world), presentGuardians),
  route(guardians.endGuardianLink, endGuardianLink(world), nothing),
  ...unitRoutes(world),
  ...accessRoutes(world),
  route(receiveUserEvent, receiveEvent(world), nothing),
];

const joiningRoutes = (world: World): Route[] => [
  route(joinCodes.createJoinCode, createJoinCode(world), presentNewJoinCode),
  inviteToClassRoute(inviteToClass(world)),
  route(joinCodes.listJoinCodes, listJoinCodes(world), presentJoinCodes),
  route(joinCodes.withdrawJoinCode, withdrawJoinCode(world), nothing),
  route(joinCodes.joinClass, joinClass(world), presentEnrolment),
];

/** The facts by which other services decide, and the imports that change these facts. */
const accessRoutes = (world: World): Route[] => [
  route(sharingPolicy.readSharingPolicy, readSharingPolicy(world), presentSharingPolicy),
  route(sharingPolicy.changeSharingPolicy, changeSharingPolicy(world), presentSharingPolicy),
  route(institutionTimeZone.readInstitutionTimeZone, readTimeZone(world), presentTimeZone),
  route(institutionTimeZone.changeInstitutionTimeZone, changeTimeZone(world), presentTimeZone),
  route(explain.explainAccess, explainAccess(world), presentExplanation),
  route(factExchange.readFactDigests, readFactDigests(world), presentDigests),
  route(people.listExtraTimes, listExtraTimes(world), presentExtraTimes),
  route(factExchange.listFacts, listFacts(world), presentFacts),
  ...rosterRoutes(world),
];

const rosterRoutes = (world: World): Route[] => [
  importRosterRoute(importRoster(world)),
  exportRosterRoute(exportRoster(world)),
  route(rosters.readRoster, readRoster(world), presentRoster),
  route(rosters.listRosterFaults, readRosterFaults(world), presentFaults),
  followRosterRoute(followRoster(world)),
  rejectedRowsRoute(listRejectedRows(world)),
  route(rosters.confirmRoster, confirmRoster(world), presentRoster),
  route(rosters.discardRoster, discardRoster(world), nothing),
];
