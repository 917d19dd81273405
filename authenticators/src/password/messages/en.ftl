method-password = Password
    .hint = With your DNI or NIE and your Cl@ve Permanente password
    .rest = You have already shown that you know your password. All that is missing is a code that we send to your phone

password-heading = Sign in with your password
password-document = DNI or NIE
    .hint = 8 digits and a letter, or X, Y or Z, 7 digits and a letter
password-label = Password
password-contrast = The password of this document has been typed wrong several times. So that nobody can lock it, also type something that your document says.

password-document-empty = Enter your DNI or NIE
password-document-form = Your DNI or NIE must have 8 digits and a letter, or X, Y or Z, 7 digits and a letter. For example, 12345678Z
password-document-letter = The letter does not match the number. Check it on your document
password-document-legal = Only people with a DNI or NIE can sign in here
password-empty = Enter your password
password-long = A password cannot have more than 128 characters
password-wrong = The document number or password is not correct
password-wrong-contrast = The document number, the password or what your document says is not correct
password-early = You cannot try again yet. You can do so from { $until }
password-away = We cannot check your details now. Try again in a few minutes

password-expired = Your password has expired
    .why = The password is correct, but you have not changed it for too long
    .do = Choose another way to sign in

password-code-heading = Enter the code we have sent you
password-code-sent = We have sent a text message with a code to the phone that ends in { $phone }. It may take a little while to arrive.
password-code-until = The code is good until { $until }, once, and on this page only.
password-code-label = Code from the text message
    .hint = 8 digits
password-code-secret = Do not give this code to anybody. We will never ask you for it by phone.
password-code-trouble = Has the message not arrived?
    .slow = Wait a minute and ask for another. A code that you already have stays good.
    .phone = If your phone has changed, tell us at an office, or choose another way to sign in.
password-code-resend = Send another message
password-code-again = We have sent you another message with the same code.
password-code-failed = The phone company tells us that the last message did not arrive.
password-code-fixed = No messages are sent here. The code is { $code }.
password-code-empty = Enter the code from the message
password-code-form = The code has 8 digits
password-code-wrong = The code is not correct. { $left ->
        [one] You have { $left } try left
       *[other] You have { $left } tries left
    }
password-code-early = We cannot send you another message yet. You can ask for it from { $until }
password-code-budget = You have asked for too many codes. You can ask for another at { $until }
password-code-no-more = We have sent all messages of this attempt. Enter the code, or start again
password-no-phone = We do not have your phone number
    .why = This service asks for a code by text message as well as the password, and we do not know where to send it
    .do = Choose another way to sign in, or go to an office to give us your phone number
password-code-over = This code is no longer good
    .why = Its time is over, or it was typed wrong too many times
    .do = Start again: we will send you another
password-code-left = You need to start again
    .why = Since you typed your password, your session was closed, or you entered again in another tab
    .do = Start again: we will ask for your password once more
password-code-too-many = You have asked for too many codes
    .why = We send few messages to each phone, so that nobody can bother you with them. You can ask for another at { $until }
    .do = Wait until then, or choose another way to sign in
password-sms = Your code to sign in to { $agency } is { $code }. Do not give it to anybody. It is good for 10 minutes.
