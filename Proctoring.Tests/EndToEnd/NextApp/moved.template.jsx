'use client';
import { useState } from 'react';
/* imports */

export default function Moved() {
  const [said, setSaid] = useState('');
  const reportToMonitoring = (error) => setSaid(error.message);

  async function take() {
    const [exam_name, total_questions, attempt] = ['Interview', 2, 'attempt 1'];
    const [answers, violations] = [{ q1: 'a', q2: 'c' }, [{ type: 'COPY_ATTEMPT' }]];
    try {
      /* before */
      await recordTabSwitch({ count: 2 });
      await recordViolation({ event_type: 'RIGHT_CLICK' });
      startProctoringMonitoring(() => {})();
      /* after */
      setSaid(`Submitted ${exam.exam_id}`);
    } catch (error) {
      setSaid(error.message);
    }
  }

  return (
    <>
      <button data-testid="take" onClick={take}>Take the quiz</button>
      <p data-testid="said">{said}</p>
    </>
  );
}
