// Keeps what is typed from leaving the browser in the clear (SPEC AUTH-24). A form says which of its fields
// holds the key (data-seal), with which salt, and which one holds the code (data-seal-code), if there is one.
// Sent are SHA-256(salt, key), or SHA-256(salt, that, code), as hexadecimal; the server makes the same of what
// comes without script.

/** Watches every form that wants to be sealed; where there is no WebCrypto they are sent as they are. */
export function sealForms() {
  if (!window.crypto?.subtle) return
  document.querySelectorAll('form[data-seal]').forEach((form) => {
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      seal(form).then(() => form.submit())
    })
  })
}

async function seal(form) {
  const { seal, sealSalt: salt, sealCode } = form.dataset
  const key = form.elements[seal]
  const typed = key.value.trim().toLowerCase()
  if (!typed) return
  // What is no key is not sent either: it may be most of one.
  if (!/^[a-z0-9]{4}$/.test(typed)) return put(form, key, 'clave-sellada', '-')
  const sealed = await digest(salt + typed)
  const code = sealCode && form.elements[sealCode]
  const plain = code && code.value.replace(/[\s.-]/g, '').toLowerCase()
  if (!code || !/^[a-z2-7]{3}$/.test(plain)) return put(form, key, 'clave-sellada', sealed)
  put(form, key, 'codigo-de-acceso', await digest(salt + sealed + plain))
  code.value = ''
}

function put(form, key, name, value) {
  const field = document.createElement('input')
  Object.assign(field, { type: 'hidden', name, value })
  form.append(field)
  key.value = ''
}

async function digest(text) {
  const octets = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return Array.from(new Uint8Array(octets), (octet) => octet.toString(16).padStart(2, '0')).join('')
}
