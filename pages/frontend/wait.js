// What can be asked for only from an instant on (SPEC F-079): counts, and shows the button when it is of use.
// Without the script the button is there from the start. The server alone decides.

/** Starts every count of this page. */
export function startWaits() {
  document.querySelectorAll('.app-wait').forEach(count)
}

function count(wait) {
  const [line, said] = wait.querySelectorAll('p')
  const form = wait.querySelector('form')
  const ready = Date.now() + left(wait.dataset)
  if (ready <= Date.now()) return
  form.hidden = true
  line.hidden = false
  // The clock is asked again and again: a timer would sleep when the machine does.
  const timer = setInterval(show, 500)
  show()

  function show() {
    const seconds = Math.ceil((ready - Date.now()) / 1000)
    line.textContent = wait.dataset.count.replace('%s', Math.max(0, seconds))
    if (seconds > 0) return
    clearInterval(timer)
    line.hidden = true
    form.hidden = false
    said.textContent = wait.dataset.ready
  }
}

// The clock of this machine may be wrong: what the page says of its own end tells the server's.
function left({ next, end, left }) {
  const now = end ? Date.parse(end) - (Number(left) + 1) * 1000 : Date.now()
  return Date.parse(next) - now
}
