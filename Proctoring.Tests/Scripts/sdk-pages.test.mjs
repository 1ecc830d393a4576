// Unit tests of the SDK's answers to mistakes of its page, without a browser: node --test Proctoring.Tests/Scripts

import assert from 'node:assert/strict';
import { test } from 'node:test';

/** A page's element without its tree: attributes and events only. */
class FakeElement extends EventTarget {
  attributes = new Map();
  isConnected = true;
  lang = 'en';

  getAttribute(name) {
    return this.attributes.get(name) ?? null;
  }

  setAttribute(name, value) {
    this.attributes.set(name, String(value));
  }

  attachShadow() {
    return { replaceChildren() {} };
  }
}

globalThis.HTMLElement = FakeElement;
globalThis.document = new EventTarget();
globalThis.document.createElement = () => ({});
globalThis.location = { protocol: 'https:', origin: 'https://lms.example' };

const { ExamProctoringElement, configure, recordViolation } = await import('../../wwwroot/sdk/proctoring.js');
const failed = () => Promise.reject(new TypeError('Failed to fetch'));

/** The detail with which an element of these attributes becomes unavailable. */
async function unavailable(attributes) {
  const element = new ExamProctoringElement();
  element.attributes = new Map(Object.entries(attributes));
  const said = new Promise((resolve) => {
    element.onUnavailable = resolve;
  });
  element.connectedCallback();
  return said;
}

test('an https page with an http server is named as the cause', async () => {
  const { status, reason } = await unavailable({ server: 'http://exam.example', 'embed-url': 'http://exam.example/embed/x' });
  assert.equal(status, 400);
  assert.match(reason, /This page uses https, so the browser blocks http:\/\/exam\.example\//);
});

test('an element without embed-url names the attributes', async () => {
  const { status, reason } = await unavailable({ server: 'https://exam.example' });
  assert.equal(status, 400);
  assert.match(reason, /needs the attributes embed-url, session-token and exam-id/);
});

test('the mode can be set as a property, as React 19 does', () => {
  const element = new ExamProctoringElement();
  element.mode = 'sidecar';
  assert.deepEqual([element.mode, element.getAttribute('mode')], ['sidecar', 'sidecar']);
});

test('a server that is no address is named', async () => {
  for (const server of ['exam.example', '//exam.example', 'ftp://exam.example', 'https://']) {
    const { status, reason } = await unavailable({ server, 'embed-url': 'https://exam.example/embed/x' });
    assert.equal(status, 400, server);
    assert.match(reason, /is not an address of the form https:\/\/exam\.example/);
  }
});

test('two elements with two servers each ask their own', async (t) => {
  const asked = [];
  t.mock.method(globalThis, 'fetch', (address) => {
    asked.push(new URL(address).host);
    return failed();
  });
  const of = (server) => unavailable({ server, 'embed-url': `${server}/embed/x` });
  await Promise.all([of('https://one.example'), of('https://two.example')]);
  assert.deepEqual(asked, ['one.example', 'two.example']);
});

test('the Content-Security-Policy of the page is named if it blocked the call', async (t) => {
  t.mock.method(globalThis, 'fetch', failed);
  const violation = new Event('securitypolicyviolation');
  Object.assign(violation, { effectiveDirective: 'connect-src', blockedURI: 'https://csp.example/api/health/' });
  document.dispatchEvent(violation);
  const { status, reason } = await unavailable({ server: 'https://csp.example', 'embed-url': 'https://csp.example/embed/x' });
  assert.equal(status, 0);
  assert.match(reason, /Content-Security-Policy blocks https:\/\/csp\.example: add it to connect-src/);
});

test('an event is sent without a browser, as in server rendering', async (t) => {
  const sent = [];
  t.mock.method(globalThis, 'fetch', async (address, { body }) => {
    sent.push({ path: new URL(address).pathname, ...JSON.parse(body) });
    return new Response(JSON.stringify({ success: true, event_id: 'e' }), { status: 201 });
  });
  configure({ server: 'https://exam.example', sessionToken: 'token' });
  const answer = await recordViolation({ event_type: 'tab_switch' });
  assert.equal(answer.event_id, 'e');
  assert.deepEqual([sent[0].path, sent[0].event_type], ['/api/record-violation/', 'tab_switch']);
});
