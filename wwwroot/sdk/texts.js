// The few sentences of the SDK. The server has them in every language; these are for a server that does not answer.

const texts = {
  Frame: 'Proctored exam',
  Monitor: 'Exam monitoring',
  NoFrame: 'The exam did not load in this page. Is {0} in the server’s Proctoring:Api:AllowedOrigins, and does this page’s own policy allow frames of {1}?',
  NoAddress: 'The answer to start-exam has no embed_url.',
  NoAnswer: 'The proctoring service did not answer. It is unavailable, or the origin of this page is not in its list of allowed origins.',
  NoCamera: 'The camera can’t be used. Allow it for this page next to the address, and close other programs that use it.',
  NoMicrophone: 'The microphone can’t be used. Allow it for this page next to the address, and close other programs that use it.',
};

/** A sentence may not be waited for longer than this, in milliseconds. */
const patience = 3000;

/** The sentence of a key, with its values in place of {0} and {1}. */
export const text = (key, ...values) => texts[key].replace(/\{(\d)\}/g, (_, place) => values[place]);

/** Reads the sentences in a language; keeps those it has if the server does not speak it or does not answer. */
export async function speak(language, server) {
  const code = String(language).split('-')[0].toLowerCase();
  if (!code || code === 'en')
    return;
  try {
    const answer = await fetch(new URL(`sdk/texts/${encodeURIComponent(code)}.json`, server), { credentials: 'omit', signal: AbortSignal.timeout(patience) });
    if (answer.ok)
      Object.assign(texts, await answer.json());
  } catch (error) {
    console.debug(`The texts of the exam in ${code} are not available: ${error.message}`);
  }
}
