// The React component of the npm package, whose files the test copies.
'use client';
import { useState } from 'react';
import { startExam } from '@/app/actions/proctoring';
import { ExamProctoring } from '@/lib/react';

export default function Sidecar() {
  const [exam, setExam] = useState(null);
  const [heard, setHeard] = useState('');
  const hear = ({ mode, reason }) => setHeard((before) => `${before}[${mode ?? reason}]`);

  async function start() {
    setExam(await startExam({ exam_name: 'Sidecar', total_questions: 1, attempt: 'attempt 2' }));
  }

  return (
    <>
      <button data-testid="start" onClick={start}>Start</button>
      <p data-testid="heard">{heard}</p>
      {exam && (
        <ExamProctoring
          mode="sidecar"
          server={process.env.NEXT_PUBLIC_PROCTORING_API_URL}
          embedUrl={exam.embed_url}
          sessionToken={exam.session_token}
          examId={exam.exam_id}
          onReady={hear}
          onUnavailable={hear}
        />
      )}
    </>
  );
}
