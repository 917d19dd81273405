# English

## On every page

skip = Skip to main content
languages = Languages
entering = You are signing in to:
asks = Level of security that it needs: { $level }
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
clock-exact = { $hour }:{ $minute }:{ $second }
date =
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
    } { $year }
moment = { date }, { $hour }:{ $minute } (time in mainland Spain)

## A date, in three fields

day = Day
month = Month
year = Year

## The contrast datum: something else that the document says

contrast-date = Until which date is your DNI valid?
    .hint = For example, 27 3 2031. If your DNI is permanent (01-01-9999), type the date of issue
    .where = On the side with the photograph, beside “Validez” or “Válido hasta”. The date of issue stands beside “Emisión”.
contrast-date-empty = Type the date until which your DNI is valid
contrast-date-form = The date must be a real one, for example 27 3 2031
contrast-date-permanent = Your DNI is permanent. Type the date of issue
contrast-support = Support number of your card
    .hint = A letter and 8 digits, for example E00123456
    .where = On a foreigner’s card it begins with E and stands on the side with the photograph, at the top. On an EU citizen’s certificate it begins with C.
contrast-support-empty = Type the support number of your card
contrast-support-form = The support number must have an E or a C and 8 digits, for example E00123456
contrast-where = Where is it?

## Until when a step is open

limit = You can stay at this step until { $clock }.
    .last = It cannot be extended any more. If you do not finish in time, start again on the agency’s page.
    .more = I need more time
    .soon = Less than 2 minutes left
    .failed = We could not extend the time. Check your connection and try again.
limit-more = Do you need more time?
    .text = This step closes at { $clock }. If you go on, what you have typed is not lost.
    .answer = Go on
limit-last = Your time is running out
    .text = This step closes at { $clock } and cannot be extended any more.
    .answer = Understood

## Choose how to sign in

choose-heading = Choose how to sign in
choose-none = There is no way to sign in to this service right now.
level-low = This service needs a low level of security: you can sign in in any of these ways.
level-substantial = This service needs a substantial level of security: not every way to sign in will do.
level-high = This service needs a high level of security: only the most secure ways to sign in will do.
session-level = You have already signed in as { $name }, but this service needs more security.
session-method = You have already signed in as { $name }, but this service does not accept the way you signed in.
session-forced = You have already signed in as { $name }, but this service asks you to prove again who you are.
why-not = Why can I not see other ways to sign in?
why-not-level = It does not give the level of security that this service needs.
why-not-excluded = This service does not accept it.
why-not-out-of-order = It is not working right now. Try another way.
not-registered = I am not registered
    .how = You have to register before you can sign in. You can do it at a registration office, with your identity document, or with a certificate, where your administration offers it.
    .then = Then go back to the agency’s page and start again.

## Levels and ways to sign in, said in a word

way-in = Way to sign in
assurance = Level of security
assurance-low = Low
    .inline = low
assurance-substantial = Substantial
    .inline = substantial
assurance-high = High
    .inline = high
registration-basic = Basic
registration-advanced = Advanced

## Continue as…

continue-heading = Continue as { $name }
continue-before = You have signed in before in this browser. You can go on without proving again who you are.
continue-at = Time you signed in
continue-stranger = If this is not you, or you want to sign in another way, do not continue: use the other button.
continue-as = Continue as { $name }
continue-other = Sign in as someone else or another way
shared-computer = If the computer is not yours, close the browser when you finish.

## When what was proved is not enough

step-up-level = You have already signed in as { $name }. This service needs more security
    .why = To go on, prove who you are in a more secure way.
step-up-age = You have already signed in as { $name }, but too long ago
    .why = For this level you must have proved recently who you are. That is why we ask you again.
step-up-method = You have already signed in as { $name }, but this service does not accept the way you signed in
    .why = To go on, choose one of the ways that it does accept.
step-up-needed = The level of security that this service needs is { $level }.
step-up-reached =
    { $level ->
        [none] What you have proved so far does not count for this service.
       *[other] So far you have proved who you are at level { $level }.
    }
    .still =
        { $level ->
            [none] What you have proved so far does not count for this service.
           *[other] What you have proved so far counts here as level { $level }.
        }
step-up-new-phone = Your phone is new in your registration. For safety, for some time the codes that we send to it count for the low level only.
step-up-basic = Your registration is basic: with it, the way in which you signed in does not reach the level that this service asks for. Choose one of those below, or raise your registration to advanced at a registration office and start again.
step-up-not-sent = This time, we have not sent any of your details yet.
step-up-choose = Choose how to go on
step-up-stranger = Are you not { $name }? With this button we end that person’s session in this browser, and you choose again how to sign in. Services that they opened here may stay open: sign out of them, or close the browser.
step-up-not-me = I am not { $name }

## When someone else signs in

replace-heading = Shall we change to another person in this browser?
    .who = Someone else had signed in in this browser, { $before }. Now you have identified yourself as { $now }.
replace-ends = If you continue, the session of { $before } in this browser ends.
    .services = The services that this person opened may stay open here. Sign out of each of them, or close the browser.
replace-keep = Do not change
    .what = If you do not change, everything stays as it was and you choose again how to sign in.

## The details that go out to the public body

release-asks =
    { $known ->
        [true] Shall we send these details to { $agency }?
       *[false] Shall we send these details to the public body?
    }
    .why = We send them only if you agree.
release-informs =
    { $known ->
        [true] Details that we send to { $agency }
       *[false] Details that we send to the public body
    }
    .why = The public body receives these details by law: we do not ask for your permission, but we want you to know first.
release-first-time = We show you this page because we have not yet sent any of your details to this public body.
release-new-attributes = We show you this page because we would now send details that we did not send the last time.
release-long-ago = We show you this page because the last time was over a year ago.
attribute-person-identifier = Number of your document
attribute-first-name = First name
attribute-family-name = Surnames
attribute-first-surname = First surname
attribute-date-of-birth = Date of birth
attribute-registration = Level of registration
attribute-legal-person-identifier = Tax number of the organisation represented
attribute-legal-name = Organisation represented
release-optional = Details that you can add
    .hint = You do not need them to sign in. We send only those that you tick.
release-then = Before you decide
    .alone = Only this public body receives these details.
    .remembered = If you send them, we will not ask you again for a year, unless there are other details to send.
    .not-sent = If you do not send them, you go back to the public body without signing in, and it receives none of your details.
release-send = Send and continue
release-keep = Do not send

## Back to the public body

returning-heading =
    { $known ->
        [true] Going back to { $agency }
       *[false] Going back to the service
    }
returning-press = Select Continue if the page does not change by itself.
returning-first = This is the first time that you sign in.
returning-again = You last signed in on { $at }.
returning-failed = { $count ->
        [one] Since then somebody has tried to sign in { $count } time with your document, and did not succeed.
       *[other] Since then somebody has tried to sign in { $count } times with your document, and did not succeed.
    }
    .do = If it was you, press Continue. If not, use the link “It was not me” in the message that we sent you, or go to an office.
    .see = See your sign-ins (opens in another tab)

## Signing out

leave = Sign out
leave-link = Sign out
leave-heading = Do you want to sign out?
leave-who = You are signed in as
leave-since = Since
leave-opened = You have opened these services, the last one first:
    .told = When you sign out we tell them one by one, so that they end your session too.
leave-elsewhere =
    { $count ->
        [one] You have { $count } open session in another browser.
       *[other] You have { $count } open sessions in other browsers.
    }
    .services = You can sign out there from here too. We cannot tell the services that you opened there: they may stay open.
    .button = Sign out here and in all other browsers
leave-nobody = You are not signed in in this browser
    .what = There is no session of { $hub } to end here.
    .do = If you see a service that is still open, sign out on its page or close the browser.
telling-heading = Ending your session
    .what = You have signed out of { $hub }. Now we tell { $agency }, so that it ends your session too.
telling-waits = { $agency } has not answered us yet. You can go on without that service, or tell it again.
telling-tell = Tell { $agency }
    .press = Press “Tell { $agency }” if the page does not change by itself.
telling-skip = Go on without { $agency }
    .press = If it does not answer, press “Go on without { $agency }”. If it leaves you on another page, go back or open this address: we go on from there.
telling-unsure = We could not check whether { $agency } answers. Try to tell it, or go on without waiting.
told = Your services
told-now = To be told now
told-later = After that
told-ended = Session ended
told-no-answer = It has not answered: it may still be open
told-no-time = There was no time to tell it: it may still be open
told-refused = It answered that it could not end it
told-unsupported = It cannot be told: it may still be open
told-open = Open { $agency } to sign out there (opens in a new tab)
left = You have signed out
    .what = Your session of { $hub } in this browser has ended.
    .services = It has ended in these services too:
left-partial = You have signed out of { $hub }, but not of all services
    .what = In some services your session may still be open. End it on their page, or close the browser.
left-nothing = There was no open session here
    .what = Perhaps you had signed out already, or the time was over. If you see a service that is still open, sign out on its page.
left-gone = We have ended nothing
    .what = The service’s request is not about the session in this browser.
left-another = Your session in this browser is still open. To sign out, do it here:
left-everywhere = We have also ended your sessions of { $hub } in the other browsers. The services that you opened there may stay open.
left-certificate = You have used a certificate: close the browser too. While it is open, someone else could sign in with it.
left-back = You are going back to the page from which you signed out. Press the button if it does not change by itself.

## What was done in your name

accesses = Your sign-ins
    .intro = This is what was last done with your credentials. Only you see it.
    .none = There is nothing yet.
    .unknown = To see your sign-ins you must have signed in to a service from this browser before. Start on the page of a public body, and come back here afterwards.
    .stranger = If some of this was not you, use the link “It was not me” in the message that we sent you, or go to an office.
access-entered = You signed in
access-failed = A try that did not succeed
access-halfway = Somebody typed your password and did not go on
access-changed = Changed or unlocked
access-locked = Locked
access-browser = First time from a browser
disown = Was it not you?
    .what = If somebody else has signed in with your credentials, we can stop it right now: we will end all your sessions and lock the credential that was used.
    .then = To use that credential again you will have to go to an office. Your other ways to sign in stay good.
disown-done = We have ended your sessions and locked the credential
    .what = Nobody can sign in with it any more, not even you.
    .then = To use it again, go to an office. Your other ways to sign in stay good.
disown-over = This link is no longer good
    .what = It has been used, or is more than 30 days old. Nothing was changed by it now.
    .then = If you think that somebody signs in in your name, go to an office.
disown-button = It was not me: lock it

## Notices, by e-mail or text message

notice-browser = Somebody signed in with your credentials on { $at } from a browser that we did not know.

    If it was you, you need not do anything.

    If it was not you, open this address and press the button. It will not ask you for any password:
    { $link }
    .subject = You signed in from a new browser
    .sms = Somebody signed in with your credentials from a new browser. If it was not you: { $link }
notice-lock = On { $at } we locked one of your ways to sign in ({ $method }), because it was typed wrong too many times or because you asked for it. Your other ways to sign in stay good.

    If it was not you, open this address and press the button: we will end your sessions as well. It will not ask you for any password:
    { $link }
    .subject = We have locked a way to sign in: { $method }
    .sms = We have locked a way to sign in ({ $method }). If it was not you: { $link }
notice-set = On { $at } one of your ways to sign in was changed ({ $method }).

    If it was you, you need not do anything.

    If it was not you, open this address and press the button: we will lock it and end your sessions. It will not ask you for any password:
    { $link }
    .subject = A way to sign in was changed: { $method }
    .sms = A way to sign in was changed ({ $method }). If it was not you: { $link }
notice-unlock = On { $at } an office unlocked one of your ways to sign in ({ $method }).

    If you did not ask for that, open this address and press the button: we will lock it and end your sessions. It will not ask you for any password:
    { $link }
    .subject = We have unlocked a way to sign in: { $method }
    .sms = An office unlocked a way to sign in ({ $method }). If you did not ask for that: { $link }

## When it cannot go on: what happened, why (.why), what to do (.do)

reference = Reference number
at = Date and time
back-to-agency =
    { $known ->
        [true] Go back to { $agency }
       *[false] Go back to the public body
    }
current-step = Go to the current step
continue-anyway = Continue anyway
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
refusal-bounced =
    { $known ->
        [true] { $agency } sent you back here. You had already signed in
       *[false] The public body sent you back here. You had already signed in
    }
    .why = We have just told the public body who you are, and it asked us again at once. Perhaps its page is failing, or your browser does not accept its cookies.
    .do = You can continue anyway. If it sends you back again, tell the public body and give them the reference number.
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

## When the service needs more: what happened, why (.why), what can be done

shortfall-level = This service needs a higher level of security
    .why =
        { $reached ->
            [none] It needs a { $needed } level, and this way does not reach it.
           *[other] It needs a { $needed } level, and you have reached a { $reached } level.
        }
shortfall-registration = This service needs an advanced registration
    .why = Your registration is basic: when you registered, we checked who you were from a distance. This service needs it to have been checked in person or with a certificate.
shortfall-unattainable = This service needs a higher level of security
    .why = It needs a { $needed } level, and none of the ways to sign in that it accepts reaches it.
shortfall-standing = We cannot give you access. Ask at an office
    .why = You cannot sign in with this identity now. To protect your details, we do not say the reason here.
shortfall-method = This service no longer accepts the way to sign in that you chose
    .why = The public body has changed the ways to sign in that it accepts. It is not your fault.
shortfall-basic = Your registration is basic: when you registered, we checked who you were from a distance. With that registration nobody gets beyond the low level.
shortfall-do = What you can do
shortfall-raise = Raise your registration to advanced. You can do it:
    .office = At a registration office, with your identity document.
    .certificate = With a certificate, where your administration offers it.
shortfall-methods-now = You can reach the level that the service needs with:
shortfall-methods-after = With an advanced registration, you will be able to reach the level that the service needs with:
shortfall-choose = Choose another way to sign in.
shortfall-start-again = Then start again on the page of the public body.
shortfall-ask-agency = Go back to the public body: perhaps they can help you in another way.
shortfall-ask-office = Ask where you registered, or at a registration office, with your identity document. They will tell you what is wrong and what you can do.
shortfall-quote =
    { $known ->
        [true] If you ask { $agency } or us about this, give this reference number.
       *[false] If you ask the public body or us about this, give this reference number.
    }

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
    .text = To know who you are we use the number of your document and what you enter when you sign in. What you have proved is kept encrypted while the operation lasts and, so that you need not sign in again at each public body, for 8 hours at most; only your browser has the key. We also remember which details we showed you before sending them to each public body, and when.
privacy-who = Who receives it
    .text = The public body you sign in to receives your name, your surnames, the number of your document, how you signed in and the other details that we show you before sending them. Nobody else receives them.
privacy-trace = What we write down
    .text = We write down which public body was signed in to, when, in which way and with which level of security. Your name and the number of your document are not in that list.
privacy-cookies = Cookies
    .text = We use only the cookies we need: one for the operation, one so that you are not asked to sign in again at each public body, one to tell you if somebody signs in from a browser that you do not know, and one to remember your language. There are no cookies for advertising or statistics.

## Accessibility

accessibility-state = How these pages are made
    .text = We made these pages to meet the guidelines WCAG 2.2, level AA. They work without JavaScript, with a keyboard and with large text.
    .checked = A program checks the pages at every change. No person with a screen reader has reviewed them yet.
accessibility-complain = If you find a problem
    .text = The Spanish Royal Decree 1112/2018 gives you the right to report accessibility problems and to ask for the information in another form. Whoever runs this service has to publish here where to do so.
