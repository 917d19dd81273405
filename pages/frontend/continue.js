// Presses the one button that leads on, for the person. Where it leads to somebody else's page which may not
// answer (data-probe), that address is asked first: a page that hangs says nothing, and ours would be gone.

/** Presses what wants to be pressed, at once or when its address has answered. */
export function goOn() {
  const next = document.querySelector('[data-auto-continue]')
  if (next?.dataset.probe) probe(next)
  else next?.click()
}

function probe(next) {
  let chosen = false
  document.addEventListener('click', ({ target }) => {
    chosen = chosen || Boolean(target.closest('a, button'))
  })
  answers(next.dataset.probe).then(
    // Whoever has chosen meanwhile is on the way already.
    () => chosen || next.click(),
    () => (document.querySelector('[data-probe-failed]').hidden = false),
  )
}

async function answers(address) {
  await fetch(address, {
    mode: 'no-cors',
    credentials: 'omit',
    cache: 'no-store',
    referrerPolicy: 'no-referrer',
    signal: AbortSignal.timeout(5000),
  })
}
