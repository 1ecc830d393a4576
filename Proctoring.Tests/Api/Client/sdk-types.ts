// The types of the SDK (wwwroot/sdk/proctoring.d.ts) must accept every answer of the API and name each member of it. This compiles, or not.

import type { components } from './api.js';
import type * as sdk from './proctoring.js';

type Schemas = components['schemas'];

/** A type without its index signature, which would hide a missing member. */
type Named<T> = { [Name in keyof T as string extends Name ? never : number extends Name ? never : Name]: T[Name] };

type AnswerOf<Call extends (...values: never[]) => Promise<unknown>> = Named<Awaited<ReturnType<Call>>>;

/** True, or what is wrong. */
type Reads<Sdk, Schema> =
  Exclude<keyof Schema, keyof Sdk> extends never
    ? Schema extends Pick<Sdk, keyof Schema & keyof Sdk> ? true : ['a member has another type', Schema]
    : ['a member is missing', Exclude<keyof Schema, keyof Sdk>];

export const registered: Reads<AnswerOf<typeof sdk.registerStudent>, Schemas['RegisteredData']> = true;
export const verified: Reads<AnswerOf<typeof sdk.verifyStudentFace>, Schemas['VerifiedData']> = true;
export const started: Reads<AnswerOf<typeof sdk.startExam>, Schemas['StartedData']> = true;
export const submitted: Reads<AnswerOf<typeof sdk.submitExam>, Schemas['SubmittedData']> = true;
export const result: Reads<AnswerOf<typeof sdk.getExamResult>, Schemas['ExamResultData']> = true;
export const exam: Reads<sdk.ExamResult['exam'], Schemas['ExamData']> = true;
export const review: Reads<sdk.ExamReview, Schemas['ReviewData']> = true;
export const violation: Reads<sdk.ResultViolation, Schemas['ViolationData']> = true;
export const monitored: Reads<sdk.ExamResult['monitored'][number], Schemas['MonitoredData']> = true;
export const gap: Reads<sdk.ExamResult['sensor_gaps'][number], Schemas['SensorGapData']> = true;
export const recorded: Reads<AnswerOf<typeof sdk.recordViolation>, Schemas['EventData']> = true;

// @ts-expect-error The check finds a member whose null the type forgets.
export const forgotten: Reads<{ score: number }, { score: number | null }> = true;
// @ts-expect-error The check finds a member that the type does not have.
export const missing: Reads<{ score: number }, { score: number; risk: number }> = true;
