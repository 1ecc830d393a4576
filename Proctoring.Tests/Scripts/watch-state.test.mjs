import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createWatchState } from '../../wwwroot/js/proctoring/watch-state.js';

function create() {
  const world = { time: 0, reported: [], resumed: 0, rejoined: 0 };
  world.state = createWatchState({
    now: () => world.time, changed: (state) => world.reported.push(state), resumed: () => world.resumed++, rejoin: () => world.rejoined++,
  });
  return world;
}

test('a joined connection accepts pictures and gets the whole state', () => {
  const { state, reported, ...world } = create();
  assert.equal(state.ready(), false);
  state.connection('connected', true);
  assert.equal(state.ready(), true);
  assert.deepEqual(reported, ['connected']);
  assert.equal(world.resumed, 0);
});

test('each connection resumes the reports, and a lost one sends nothing', () => {
  const world = create();
  world.state.connection('connected', true);
  world.state.connection('reconnecting', false);
  assert.equal(world.state.joined(), false);
  world.state.connection('connected', false);
  assert.equal(world.resumed, 2);
  assert.deepEqual(world.reported, ['connected', 'reconnecting', 'connected']);
});

test('a window whose pictures are refused for another one gives way, and stays away until the candidate takes over', () => {
  const world = create();
  world.state.connection('connected', true);
  world.state.answered(null);
  world.state.answered('other_window');
  assert.deepEqual([world.reported.at(-1), world.state.joined()], ['other_window', false]);
  world.state.connection('reconnecting', false);
  world.state.connection('connected', false);
  assert.deepEqual([world.reported.at(-1), world.state.joined()], ['other_window', false]);
  world.state.connection('connected', true);
  assert.deepEqual([world.reported.at(-1), world.state.ready()], ['connected', true]);
});

test('our own lost connection may hold the session for a while', () => {
  const world = create();
  world.state.connection('connected', true);
  world.state.answered(null);
  world.state.connection('reconnecting', false);
  world.state.connection('connected', false);
  world.state.answered('other_window');
  assert.deepEqual([world.reported.at(-1), world.state.ready(), world.state.joined()], ['reconnecting', false, true]);
  world.time += 2000;
  assert.equal(world.state.ready(), true);
  world.state.answered(null);
  assert.equal(world.reported.at(-1), 'connected');
  world.state.connection('reconnecting', false);
  world.state.connection('connected', false);
  world.time += 41_000;
  world.state.answered('other_window');
  assert.equal(world.reported.at(-1), 'other_window');
});

for (const [refusal, state] of [['not_joined', 'reconnecting'], ['not_running', 'refused']]) {
  test(`"${refusal}" joins again, and is reported as "${state}" only if it lasts`, () => {
    const world = create();
    world.state.connection('connected', true);
    world.state.answered(refusal);
    assert.deepEqual([world.rejoined, world.reported.at(-1)], [1, 'connected']);
    world.time += 4000;
    world.state.answered(refusal);
    assert.deepEqual([world.rejoined, world.reported.at(-1)], [2, state]);
    const before = world.resumed;
    world.state.connection('connected', false);
    assert.deepEqual([world.resumed, world.reported.at(-1)], [before, state]);
    world.state.answered(null);
    assert.deepEqual([world.resumed, world.reported.at(-1)], [before + 1, 'connected']);
  });
}

test('a page whose session has moved sends again after half a second, and then all that is not confirmed', () => {
  const world = create();
  world.state.connection('connected', true);
  world.state.answered(null);
  world.state.answered('not_joined');
  assert.deepEqual([world.rejoined, world.state.ready()], [1, false]);
  world.time += 500;
  assert.equal(world.state.ready(), true);
  const before = world.resumed;
  world.state.answered(null);
  assert.deepEqual([world.resumed, world.reported.at(-1)], [before + 1, 'connected']);
});
