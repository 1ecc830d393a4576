// Types of <exam-proctoring> in JSX, for React 18 and 19. Add this file to a React project: import '@/lib/sdk/react';

import type { ExamProctoringAttributes } from './proctoring.js';

type ElementAttributes = ExamProctoringAttributes & {
  ref?: unknown;
  key?: string | number;
  id?: string;
  class?: string;
  className?: string;
  style?: unknown;
  children?: unknown;
};

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'exam-proctoring': ElementAttributes;
    }
  }
}
