// Until when a step is open (WCAG 2.2, 2.2.1): says so two minutes before, and asks for more time
// without leaving the page, so that nothing typed is lost. The server alone decides.

const WARNING = 120_000

/** Watches the limit of this page, if it has one. */
export function watchLimit() {
  const limit = document.querySelector('.app-limit')
  if (limit) watch(limit)
}

function watch(limit) {
  const dialog = limit.querySelector('dialog')
  const end = Date.now() + Number(limit.dataset.left) * 1000
  // The clock is asked again and again: a timer would sleep when the machine does.
  const timer = setInterval(() => {
    if (Date.now() < end - WARNING) return
    clearInterval(timer)
    say(limit.dataset.soon)
    dialog.hidden = false
    dialog.showModal()
  }, 500)
  dialog.addEventListener('close', () => (dialog.hidden = true))
  dialog.querySelector('button[type=button]')?.addEventListener('click', () => dialog.close())
  const form = limit.querySelector('form')
  form?.addEventListener('submit', (event) => {
    event.preventDefault()
    extend(limit, form, () => clearInterval(timer))
  })
}

// The answer is the page of the step as it is now: its limit takes the place of this one.
function extend(limit, form, stop) {
  const request = new XMLHttpRequest()
  request.responseType = 'document'
  request.open('POST', form.action)
  request.onload = () => {
    // Whoever has no time for us now may have some later: what is typed stays where it is.
    if (request.status === 429 || request.status >= 500) return say(limit.dataset.failed)
    const fresh = request.response?.querySelector('.app-limit')
    // Whatever it says instead, the person should read it.
    if (!fresh) return form.submit()
    stop()
    replace(limit, document.importNode(fresh, true))
  }
  request.onerror = () => say(limit.dataset.failed)
  request.send(new URLSearchParams(new FormData(form)))
}

// The focus goes back to where it was before the dialog; if it was on what is replaced, to the new end.
function replace(limit, fresh) {
  limit.querySelector('dialog').close()
  const held = limit.contains(document.activeElement)
  limit.replaceWith(fresh)
  watch(fresh)
  const until = fresh.querySelector('.app-limit__until')
  if (held) until.focus()
  say(until.textContent)
}

function say(words) {
  document.getElementById('limit-status').textContent = words
}
