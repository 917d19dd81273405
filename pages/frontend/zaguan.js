// The one script. Every page works without it; nothing here decides anything.

import {
  Button,
  createAll,
  ErrorSummary,
  PasswordInput,
  SkipLink,
} from 'govuk-frontend'
import { goOn } from './continue.js'
import { watchLimit } from './limit.js'
import { sealForms } from './seal.js'
import { startWaits } from './wait.js'

// govuk-frontend looks for these; its own way is an inline script, which our CSP refuses.
document.body.classList.add('js-enabled')
if ('noModule' in HTMLScriptElement.prototype) {
  document.body.classList.add('govuk-frontend-supported')
}

createAll(Button) // a second press within a second does nothing
createAll(ErrorSummary) // takes the focus, so that it is read out
createAll(PasswordInput) // «Mostrar»; hidden again when the form is sent
createAll(SkipLink)

watchLimit()
startWaits()
sealForms()

// The page that carries a message to the agency: press its button for the person. The browser
// replaces a page that submits before it has loaded, so Back does not send it twice.
goOn()
