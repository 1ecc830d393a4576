// The sentences of the SDK. The server has them in every language; these are for a server that does not answer.

const texts = {
  CameraBusy: 'Another program uses the camera. Close it and try again.',
  CameraMissing: 'No camera was found. Connect one and try again.',
  Frame: 'Proctored exam',
  Monitor: 'Exam monitoring',
  NoFrame: 'The exam did not load. Is {0} in the server’s Proctoring:Api:AllowedOrigins, and does this page’s policy allow frames of {1}?',
  NoAddress: 'The answer to start-exam has no embed_url.',
  NoAnswer: 'The proctoring service did not answer. It is unavailable, or the origin of this page is not in its list of allowed origins.',
  NoCamera: 'The camera can’t be used. Allow it for this page next to the address, and close other programs that use it.',
  NoMicrophone: 'The microphone can’t be used. Allow it for this page next to the address, and close other programs that use it.',
};

/** The timeout for a sentence, in milliseconds. */
const patience = 3000;

/** Returns the sentence of a key, with its values in place of {0} and {1}. */
export const text = (key, ...values) => texts[key].replace(/\{(\d)\}/g, (_, place) => values[place]);

/** Loads the sentences in a language; keeps the present ones if the server does not have the language or does not answer. */
export async function speak(language, server) {
  const code = String(language).split('-')[0].toLowerCase();
  if (!code || code === 'en')
    return;
  try {
    const address = new URL(`sdk/texts/${encodeURIComponent(code)}.json`, server);
    const answer = await fetch(address, { credentials: 'omit', signal: AbortSignal.timeout(patience) });
    if (answer.ok)
      Object.assign(texts, await answer.json());
  } catch (error) {
    console.debug(`The texts of the exam in ${code} are not available: ${error.message}`);
  }
}
