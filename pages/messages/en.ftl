# English

## On every page

skip = Skip to main content
languages = Languages
entering = You are signing in to:
agency-label = Public body:
error-prefix = Error:
problem = There is a problem
warning = Warning:
continue = Continue
cancel = Cancel
cancel-to = Cancel and go back to
other-ways = Choose another way to sign in
host-hint = Check that the address starts with https://{ $host }
footer = About this service
help = Help
privacy = Privacy
accessibility = Accessibility
demonstration = Demonstration.
    .why = The people and the public bodies are made up. Do not enter your own details.

## Password shown or hidden

show = Show
hide = Hide
show-password = Show password
hide-password = Hide password
password-shown = Your password is shown on the screen
password-hidden = Your password is hidden

## Times and days (time of mainland Spain)

clock = { $hour }:{ $minute }
moment =
    { $day } { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    } { $year }, { $hour }:{ $minute } (time in mainland Spain)

## Choose how to sign in

choose-heading = Choose how to sign in
choose-none = There is no way to sign in to this service right now.
level-low = This service needs a low level of security: you can sign in in any of these ways.
level-substantial = This service needs a substantial level of security: not every way to sign in will do.
level-high = This service needs a high level of security: only the most secure ways to sign in will do.
why-not = Why can I not see other ways to sign in?
why-not-level = It does not reach the level of security that this service needs.
why-not-excluded = This service does not accept it.
why-not-out-of-order = It is not working right now. Try another way.

## Back to the public body

returning-heading =
    { $known ->
        [true] Going back to { $agency }
       *[false] Going back to the service
    }
returning-press = Select Continue if the page does not change by itself.

## When it cannot go on: what happened, why (.why), what to do (.do)

reference = Reference number
at = Date and time
back-to-agency =
    { $known ->
        [true] Go back to { $agency }
       *[false] Go back to the public body
    }
current-step = Go to the current step
not-sent =
    { $known ->
        [true] We have not sent any of your details to { $agency }.
       *[false] We have not sent any of your details to any public body.
    }
not-sent-again = We have not sent your details again.
not-kept = We have not kept anything of what you sent.

refusal-unknown-agency =
    { $known ->
        [true] { $agency } sent us a request we cannot accept
       *[false] A public body sent us a request we cannot accept
    }
    .why = The request comes from a service that we do not know. It is not your fault.
    .do = Go back to the page of the public body and start again. If it happens again, tell them and give them the reference number.
refusal-untrusted-request =
    { $known ->
        [true] { $agency } sent us a request we cannot accept
       *[false] A public body sent us a request we cannot accept
    }
    .why = We could not check that the request comes from that public body. It is not your fault.
    .do = Go back to the page of the public body and start again. If it happens again, tell them and give them the reference number.
refusal-malformed-request =
    { $known ->
        [true] { $agency } sent us a request we cannot accept
       *[false] A public body sent us a request we cannot accept
    }
    .why = The request is incomplete or badly written. It is not your fault.
    .do = Go back to the page of the public body and start again. If it happens again, tell them and give them the reference number.
refusal-stale-request = The request is no longer valid
    .why = Too much time has passed since the public body sent it, or the clock of their server is wrong.
    .do = Go back to the page of the public body and start again. If it happens again, tell them and give them the reference number.
refusal-request-used = This request has already been used
    .why = Each request works only once. Perhaps you went back or loaded the page again.
    .do = Go back to the page of the public body and start again.
refusal-mid-journey = You cannot start from this page
    .why = This page belongs to an operation that began in another browser, or that no longer exists.
    .do = Go to the page of the public body you want to sign in to and start there.
refusal-finished = This operation has already ended
    .why = You have already gone back to the public body, or the operation was cancelled.
    .do = If you want to sign in again, start on the page of the public body.
refusal-step-done = This step is already done
    .why = You went back to an earlier page, or the form was sent twice.
    .do = Go on with the step you are at now.
refusal-timeout = You took too long
    .why = To protect you, we close the operation after some time.
    .do = Go back to the page of the public body and start again.
refusal-no-cookies = Your browser does not accept cookies
    .why = While you sign in we need a cookie, to know that it is still you.
    .do = Allow the cookies of this site in your browser. Then go back to the page of the public body and start again.
refusal-not-found = We cannot find this page
    .why = Perhaps the address is misspelt, or the page no longer exists.
    .do = Check the address. If you want to sign in to a service, start on the page of the public body.
refusal-method-not-allowed = This page cannot be opened like this
    .why = You can only reach this address with the button of another page.
    .do = Go back and use the button. If you want to sign in to a service, start on the page of the public body.
refusal-too-large = What we received is too large
    .why = It is larger than this page accepts.
    .do = Go back to the page of the public body and start again. If it happens again, tell them and give them the reference number.
refusal-unsupported-type = We cannot read what we received
    .why = It came in a format that this page does not accept.
    .do = Go back to the page of the public body and start again. If it happens again, tell them and give them the reference number.
refusal-bad-form = We cannot read the form
    .why = It arrived incomplete or damaged.
    .do = Go back, load the page again and fill in the form once more.
refusal-cross-site = We did not accept this form
    .why = It does not come from one of our pages, or the page was open for too long.
    .do = Go back, load the page again and try once more. Before you enter your details, always check the address of the page.
refusal-too-many = Too many attempts
    .why = We received too many requests from your connection in a short time.
    .do =
        { $until ->
            [none] Wait a few minutes and try again.
           *[other] You can try again at { $until }.
        }
refusal-no-way = This service needs a higher level of security
    .why = None of the ways to sign in that we have now reaches the level that the service needs.
    .do = Go back to the public body: perhaps they can help you in another way.
refusal-busy = We cannot check your details right now
    .why = A part of our system does not answer. It is not your fault.
    .do = Wait a few minutes and try again.
refusal-problem = There is a problem
    .why = Something in our system has failed. It is not your fault.
    .do = Try again in a few minutes. If it happens again, keep the reference number: with it we can find out what failed.

## Help

help-what = What this page is
    .text = It is the front door to the services of public bodies. Here you prove who you are, and we tell the public body you want to sign in to.
help-stuck = If you cannot sign in
    .start = Always start on the page of the public body. You cannot start from here.
    .other = If one way to sign in does not work, choose another, if there is one.
    .reference = If you see a reference number, keep it: with it we can find out what happened.
help-safe = Take care of your password and your codes
    .nobody = Do not give them to anyone. We will never ask for them by phone, e-mail or text message.

## Privacy

privacy-what = What data we use
    .text = To know who you are we use the number of your document and what you enter when you sign in. Your details are kept encrypted while the operation lasts, and only your browser has the key.
privacy-who = Who receives it
    .text = The public body you sign in to receives your name, your surnames and the number of your document, and learns how you signed in. Nobody else receives them.
privacy-trace = What we write down
    .text = We write down which public body was signed in to, when, in which way and with which level of security. Your name and the number of your document are not in that list.
privacy-cookies = Cookies
    .text = We use only the cookies we need: one for the operation and one to remember your language. There are no cookies for advertising or statistics.

## Accessibility

accessibility-state = How these pages are made
    .text = We made these pages to meet the guidelines WCAG 2.2, level AA. They work without JavaScript, with a keyboard and with large text.
    .checked = A program checks the pages at every change. No person with a screen reader has reviewed them yet.
accessibility-complain = If you find a problem
    .text = The Spanish Royal Decree 1112/2018 gives you the right to report accessibility problems and to ask for the information in another form. Whoever runs this service has to publish here where to do so.
