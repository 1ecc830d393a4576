// Creates and uses passkeys for forms whose data-passkey names the address of their challenge. The form is then posted like any other.

import { text } from './texts.js';

const can = 'PublicKeyCredential' in window && 'parseRequestOptionsFromJSON' in PublicKeyCredential;

/** Explains why the browser returned no passkey. */
function words(cause) {
  switch (cause.name) {
    case 'NotAllowedError': return text('NotConfirmed');
    case 'InvalidStateError': return text('Exists');
    case 'SecurityError': return text('Insecure');
    default: return text('Failed');
  }
}

async function ask(form) {
  const making = form.dataset.passkeyMakes !== undefined;
  const answer = await fetch(form.dataset.passkey, {
    method: 'POST',
    headers: { RequestVerificationToken: form.querySelector('[name=__RequestVerificationToken]').value },
  });
  if (!answer.ok)
    throw new Error(`HTTP ${answer.status}`);
  const options = await answer.json();
  const credential = making
    ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
    : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  return JSON.stringify(credential);
}

for (const form of document.querySelectorAll('form[data-passkey]')) {
  const said = form.querySelector('[data-passkey-said]');
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (!can) {
      said.textContent = text('Unsupported');
      return;
    }
    said.textContent = text('Asking');
    try {
      form.elements.Credential.value = await ask(form);
      said.textContent = '';
      form.submit();
    } catch (cause) {
      said.textContent = words(cause);
    }
  });
}
