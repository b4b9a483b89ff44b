// Passkeys are the one thing here that needs a script. Without one, or where the browser knows none, the button stays
// hidden and a sentence says why; when the browser or the person declines, the page says what to do instead.
document.addEventListener('DOMContentLoaded', () => {
  if (!window.PublicKeyCredential) return
  document.getElementById('passkey_none')?.remove()
  for (const button of document.querySelectorAll('[data-passkey]')) button.hidden = false
})
document.addEventListener('allauth.error', event => {
  event.preventDefault()
  const trouble = document.getElementById('passkey_trouble')
  if (trouble) trouble.hidden = false
})
