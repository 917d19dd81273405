method-pin = PIN by SMS
    .hint = With your DNI or NIE, a detail that is printed on it and a PIN that we send to your mobile

pin-heading = Sign in with a PIN
pin-document = DNI or NIE
    .hint = 8 digits and a letter, or X, Y or Z, 7 digits and a letter
pin-document-empty = Enter your DNI or NIE
pin-document-form = Your DNI or NIE must have 8 digits and a letter, or X, Y or Z, 7 digits and a letter. For example, 12345678Z
pin-document-letter = The letter does not match the number. Check it on your document
pin-document-legal = Only people with a DNI or NIE can sign in here

pin-datum-heading = Check your document
pin-datum-wrong = The details do not match your document
pin-datum-away = We cannot check your details right now. It is not your fault. Try again in a few minutes

pin-obtain-heading = Ask for your PIN
pin-obtain-what = The PIN works once and is good for 10 minutes. Once you have asked for it you can have it sent by text message to the phone that ends in { $tail }.
pin-obtain = Get a PIN
pin-key-why = Choose a key for this PIN now: we will ask you for it together with the PIN, and whoever sees your SMS will not have it.
pin-key-new = Key for this PIN, of 4 letters or digits
    .hint = It does not have to be the same every time
pin-key = Your key for this PIN, of 4 letters or digits
    .hint = The one you chose when you asked for this PIN
pin-key-empty = Enter the key
pin-key-form = The key has 4 letters without accents or digits
pin-over = That PIN is no longer good: it has expired, was used, or you have asked for another. Get a new PIN
pin-tries-over = You have entered a wrong PIN 3 times, and it is no longer good. Get a new PIN

pin-have = I have a PIN already
pin-sent-heading = Your PIN is on its way
pin-sent-use = It is good until { $valid }. Go to the service where you want to sign in, choose “PIN by SMS” and then “I have a PIN already”.

pin-wait-heading = Ask for the SMS with your PIN
pin-wait-what = Your PIN is ready and good until { $valid }. You can have it sent to the phone that ends in { $tail } from { $next } on.
pin-wait-count = You can ask for the SMS in { $seconds } seconds
pin-wait-ready = You can ask for the PIN by SMS now
pin-send = Send the PIN by SMS
pin-early = Not yet. You can ask for it at { $until }
pin-sms-spent = You have asked for too many text messages. You can ask again at { $until }

pin-code-heading = Enter your PIN
pin-sent = We have sent an SMS to the phone that ends in { $tail }
pin-delivered = The SMS has arrived at the phone that ends in { $tail }
pin-failed = The SMS could not be delivered to the phone that ends in { $tail }. Check that it is on and has coverage
pin-valid = The PIN is good until { $valid }.
pin-nobody = Do not give this PIN to anybody. We will never ask you for it by phone
pin-label = PIN
    .hint = 3 letters or digits, in capitals or not
pin-enter = Sign in
pin-empty = Enter the PIN
pin-form = The PIN has 3 letters or digits
pin-wrong = That PIN is not correct. { $tries ->
        [one] You have { $tries } try left
       *[other] You have { $tries } tries left
    }
pin-wrong-key = The key or the PIN is not correct. { $tries ->
        [one] You have { $tries } try left
       *[other] You have { $tries } tries left
    }
pin-problems = The SMS does not arrive
    .text = It may take some minutes. If you have another phone now, we cannot change it here: visit a registration office or sign in with a certificate.
pin-again = Ask for another SMS
pin-again-count = You can ask for another SMS in { $seconds } seconds
pin-again-ready = You can ask for another SMS now
pin-sends-over = We have sent this PIN 3 times already. You can ask for a new PIN at { $until }
pin-sends-over-text = We have sent this PIN 3 times already. If it does not arrive, sign in another way

pin-sms = PIN to sign in at { $agency }. Good for 10 min. Give it to nobody: { $code }
pin-own-sms = Your access PIN. Good for 10 min. Give it to nobody: { $code }

pin-no-datum = With this document you cannot ask for a PIN
    .why = NIF numbers that begin with K, L or M have no card by which to check who you are
    .do = Sign in with an electronic certificate or visit a registration office
pin-datum-spent = Details that do not match were entered too often
    .why = Each document can be tried 5 times in 24 hours
    .do = You can try again from { $until } on, within 24 hours at most, or choose another way to sign in
pin-unregistered = You are not registered yet
    .why = The details match your document, but nobody is registered with it
    .do = You can register at a registration office, or sign in with a certificate or electronic ID card
pin-inactive = We cannot give you access. Call or visit an office
    .why = Your registration is not active
    .do = The office will tell you why, and what you can do
pin-no-phone = We have no phone of yours
    .why = The PIN is sent by SMS, and there is no mobile in your registration
    .do = Visit a registration office to give us your mobile, or choose another way to sign in
pin-blocked = We have blocked your PIN for a while
    .why = It was entered wrong too often
    .do = You can ask for another one from { $until } on, or choose another way to sign in
pin-held = Your PIN is blocked
    .why = Somebody said that it was not you who signed in, and since then we give no PIN
    .do = Call or visit a registration office to have it unblocked, or choose another way to sign in
