import assert from 'node:assert/strict';
import { test } from 'node:test';
import { announcementFor, clockText, createServerTime, showAll, untilChange } from '../../wwwroot/js/exam/countdown.js';

test('the clock shows minutes and seconds, and hours if there are any', () => {
  assert.deepEqual([0, 5, 65, 1199.6, 3600, 36_061, -3].map(clockText), ['00:00', '00:05', '01:05', '19:59', '01:00:00', '10:01:01', '00:00']);
});

test('the server’s time is that of the message that was on its way for the shortest time', () => {
  const time = createServerTime();
  time.heard(1_000_000, 500);
  time.heard(1_015_200, 15_500);
  assert.equal(time.at(16_000), 1_015_700);
  // The connection was lost for a minute: messages from before arrive at once.
  for (const server of [1_030_000, 1_045_000, 1_060_000])
    time.heard(server, 75_500);
  assert.equal(time.at(75_500), 1_075_200);
  time.heard(1_080_100, 80_500);
  assert.equal(time.at(80_500), 1_080_200);
  // The computer slept for an hour, in which this page's time stood still.
  time.heard(4_685_200, 85_500);
  assert.equal(time.at(85_500), 4_685_200);
  // The server's clock was set back by an hour.
  time.heard(1_100_000, 100_500);
  assert.equal(time.at(100_500), 4_700_200);
  time.heard(1_115_000, 115_500);
  assert.equal(time.at(115_500), 1_115_000);
});

test('the time left is announced for a while', () => {
  const announcements = [{ at: 300, text: 'five' }, { at: 60, text: 'one' }];
  assert.deepEqual([301, 300, 281, 280, 61, 60, 41, 40, 0].map((left) => announcementFor(left, announcements)), ['', 'five', 'five', '', '', 'one', 'one', '', '']);
});

test('a timer is drawn when its text changes, and not in between', () => {
  assert.equal(Math.round(untilChange(10.3, false)), 300);
  assert.equal(untilChange(10, false), 1000);
  assert.equal(untilChange(0, false), 1000);
  assert.equal(Math.round(untilChange(10.3, true)), 700);
  assert.equal(untilChange(0, true), 1000);
  for (const [left, up] of [[61.25, false], [61.25, true]]) {
    const shown = (seconds) => clockText(up ? seconds : Math.ceil(seconds));
    const later = (milliseconds) => shown(left + (up ? 1 : -1) * milliseconds / 1000);
    assert.equal(later(untilChange(left, up) - 1), shown(left));
    assert.notEqual(later(untilChange(left, up) + 1), shown(left));
  }
});

test('a timer that fails does not stop the others, and is reported once', () => {
  const reported = [];
  let shown = 0;
  let works = false;
  const broken = {
    show() {
      if (!works)
        throw new Error('broken');
    },
  };
  const all = new Set([broken, { show: () => shown++ }]);
  const tick = () => showAll(all, (error) => reported.push(error.message));
  tick();
  tick();
  assert.equal(shown, 2);
  assert.deepEqual(reported, ['broken']);
  works = true;
  tick();
  works = false;
  tick();
  assert.deepEqual(reported, ['broken', 'broken']);
});
