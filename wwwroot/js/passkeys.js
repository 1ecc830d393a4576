// Makes and uses passkeys for forms that name, in data-passkey, where their challenge comes from. The form is then posted as any other.

const can = 'PublicKeyCredential' in window && 'parseRequestOptionsFromJSON' in PublicKeyCredential;

/** What a person is told when the browser gave nothing; null where they gave up themselves. */
function words(cause) {
  switch (cause.name) {
    case 'NotAllowedError': return 'Nothing was done: the passkey was not confirmed, or there is none for this site on your device.';
    case 'InvalidStateError': return 'This device has a passkey for your account already.';
    case 'SecurityError': return 'Passkeys work only on https or localhost, under the name that the site was set up with.';
    default: return 'The browser could not use a passkey.';
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
      said.textContent = 'This browser can\'t use passkeys here. Sign in with your password.';
      return;
    }
    said.textContent = 'Your device asks you to confirm…';
    try {
      form.elements.Credential.value = await ask(form);
      said.textContent = '';
      form.submit();
    } catch (cause) {
      said.textContent = words(cause);
    }
  });
}
