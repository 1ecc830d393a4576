// <exam-proctoring> as a React component. Without JSX, so that it needs no build.

import { createElement, forwardRef, useEffect, useRef } from 'react';
import './sdk/proctoring.js';

/** The property of each event, by the event's name. */
const listeners = {
  ready: 'onReady',
  'not-open': 'onNotOpen',
  'exam-started': 'onExamStarted',
  violation: 'onViolation',
  warning: 'onWarning',
  'monitoring-degraded': 'onMonitoringDegraded',
  'pause-refused': 'onPauseRefused',
  'exam-submitted': 'onExamSubmitted',
  closed: 'onClosed',
  resize: 'onResize',
  unavailable: 'onUnavailable',
};

/** "embedUrl" is the attribute "embed-url". */
const attributeOf = (property) => property.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** In aria-* and data-*, true and false are texts; any other attribute is set or missing, as in React's own elements. */
const isText = (property) => /^(aria|data)-/.test(property);
const isSet = (property, value) => value !== undefined && value !== null && (value !== false || isText(property));

export const ExamProctoring = forwardRef(({ children, className, id, style, ...properties }, ref) => {
  const element = useRef(null);
  const latest = useRef(properties);
  latest.current = properties;

  useEffect(() => {
    const stop = new AbortController();
    for (const [name, property] of Object.entries(listeners))
      element.current?.addEventListener(name, ({ detail }) => latest.current[property]?.(detail), { signal: stop.signal });
    return () => stop.abort();
  }, []);

  const attributes = Object.fromEntries(
    Object.entries(properties)
      .filter(([property, value]) => !Object.values(listeners).includes(property) && isSet(property, value))
      .map(([property, value]) => [attributeOf(property), isText(property) || value !== true ? String(value) : '']),
  );
  const keep = (node) => {
    element.current = node;
    if (typeof ref === 'function')
      ref(node);
    else if (ref)
      ref.current = node;
  };
  // React 18 sets the attribute "class" of a custom element, and only under this name.
  return createElement('exam-proctoring', { ...attributes, id, style, class: className, ref: keep }, children);
});

ExamProctoring.displayName = 'ExamProctoring';
