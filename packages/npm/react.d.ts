// The types of the React component.

import type { CSSProperties, ForwardRefExoticComponent, ReactNode, RefAttributes } from 'react';
import type { ExamProctoringAttributes, ExamProctoringElement, ExamProctoringEvents } from './sdk/proctoring.js';

type Camel<Name> = Name extends `${infer Head}-${infer Tail}` ? `${Head}${Capitalize<Camel<Tail>>}` : Name;

type Properties<Attributes> = Attributes extends unknown ? { [Name in keyof Attributes as Camel<Name>]: Attributes[Name] } : never;

type Listeners = {
  [Name in keyof ExamProctoringEvents as `on${Capitalize<Camel<Name>>}`]?: (detail: ExamProctoringEvents[Name]['detail']) => void;
};

/** The attributes of the element in camel case, and a property for each of its events. */
export type ExamProctoringProps = Properties<ExamProctoringAttributes> &
  Listeners & { server: string; id?: string; className?: string; style?: CSSProperties; children?: ReactNode };

export declare const ExamProctoring: ForwardRefExoticComponent<ExamProctoringProps & RefAttributes<ExamProctoringElement>>;
