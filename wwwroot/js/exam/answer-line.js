// Sends answers to the server by plain requests, so that they need no circuit, and reads those that the server has.

/** The server acknowledges within this time. */
const patience = 5000;

/**
 * @param {string} address The address of the session's answers.
 * @param {string} right The right to the session, as a bearer token.
 */
export function createAnswerLine(address, right, { request = fetch } = {}) {
  const headers = { Authorization: `Bearer ${right}`, 'Content-Type': 'application/json' };

  async function ask(options) {
    const answer = await request(address, { ...options, headers, cache: 'no-store', signal: AbortSignal.timeout(patience) });
    if (!answer.ok)
      throw new Error(`the server answered ${answer.status}`);
    return answer.json();
  }

  return {
    /** Resolves with the outcome: stored, older, closed or unknown. Rejects if the server did not store it. */
    async send(question, value, at) {
      const { outcome } = await ask({ method: 'POST', body: JSON.stringify({ question, choice: value, at }), keepalive: true });
      return outcome;
    },
    /** The choices that the server has, by question id. */
    read: async () => (await ask({ method: 'GET' })).answers,
  };
}
