method-certificate = Certificate or electronic DNI
    .hint = With a certificate that is installed on this device, or with your DNI card and a reader

certificate-heading = Sign in with your certificate or your DNI card
certificate-phone = On a mobile phone you need to have the certificate installed.
certificate-card = Put your DNI card into the reader now. If your certificate is installed on this device, you need nothing else.
certificate-browser = Your browser will ask you to choose a certificate, and perhaps for the PIN of your DNI card. We do not see that PIN.
certificate-show = Choose a certificate
certificate-again = Try again

certificate-none = We have not received a certificate
    .why = You cancelled, or your browser has no certificate, or the one it has is out of date, or it has none that we can accept. Sometimes it does not even ask
    .do = Check that your DNI card is well inside the reader, or that your certificate is installed, and try again. If you cancelled and the browser does not ask any more, close all its windows and start again
certificate-issuer = We do not accept certificates from this issuer
    .why = The certificate is from “{ $issuer }”, which is not among the issuers that we accept
    .do = Try again and choose another certificate, or choose another way to sign in
certificate-expired = Your certificate expired on { $at }
    .why = With an expired certificate nobody can check any more who you are
    .do = Choose another certificate or another way to sign in. To renew it, ask whoever issued it; those on the DNI card are renewed at a police station
certificate-early = Your certificate is good from { $at } on
    .why = That day has not come yet
    .do = Wait until then, or choose another certificate or another way to sign in. If you think that it is good already, check the date and time of your device
certificate-revoked = Your certificate has been revoked
    .why = “{ $issuer }” revoked it on { $at }. { $reason ->
        [key] The reason: somebody else could have its key
        [changed] The reason: the details in it have changed
        [replaced] The reason: another one was issued in its place
        [ceased] The reason: it was not in use any more
        [withdrawn] The reason: the right to use it was withdrawn
        [authority] The reason: the security of its issuer failed
       *[none] It does not say why
    }
    .do = Call whoever issued it to learn more or to get another one, or choose another way to sign in
certificate-hold = Your certificate is suspended
    .why = “{ $issuer }” has suspended it, and for now it is not good
    .do = Call whoever issued it to have it activated again, or choose another way to sign in
certificate-unknown = The issuer does not recognise your certificate
    .why = We have asked “{ $issuer }”, and it says that it does not know this certificate
    .do = If you got it just now, try again in a few hours. If not, call whoever issued it, or choose another way to sign in
certificate-unchecked = We cannot check your certificate right now
    .why = It is not your fault. Its issuer has to tell us that it is still good, and does not answer
    .do = Try again in a few minutes, or choose another way to sign in
certificate-signature = This certificate is for signing documents only
    .why = On the DNI card there are two certificates: one to sign documents and one to sign in
    .do = Try again and choose the one that says “AUTENTICACIÓN”
certificate-purpose = This certificate is not for signing in
    .why = Whoever issued it made it for something else
    .do = Try again and choose another certificate, or choose another way to sign in
certificate-algorithm = Your certificate is not safe any more
    .why = It is signed in an old way that can be forged today
    .do = Choose another certificate or another way to sign in, and ask whoever issued it for a new one
certificate-key = The key of your certificate is too short
    .why = With a key like that somebody else could pretend to be you
    .do = Choose another certificate or another way to sign in, and ask whoever issued it for a new one
certificate-policy = We do not know this kind of certificate
    .why = We know its issuer, “{ $issuer }”, but not what it checks before it gives certificates of this kind
    .do = Try again and choose another certificate, or choose another way to sign in
certificate-organisation = This certificate does not belong to a person
    .why = It belongs to a company, a seal or a server
    .do = Try again and choose a certificate of your own, or choose another way to sign in
certificate-representative = This certificate belongs to { $company }
    .why = With it you act on behalf of { $company }, and at { $agency } you can only sign in as yourself
    .do = Try again and choose a certificate that is yours alone or your DNI card, or choose another way to sign in
certificate-employee = This certificate belongs to a public employee
    .why = With it you act on behalf of your administration, and { $agency } does not accept it
    .do = Try again and choose a certificate that is yours alone or your DNI card, or choose another way to sign in
certificate-foreigner = This certificate has neither a DNI nor a NIE
    .why = It belongs to a person from another country, and { $agency } does not accept it
    .do = Try again and choose a certificate with your NIE, or choose another way to sign in
certificate-pseudonym = This certificate does not say your name
    .why = It has a pseudonym, and here we need to know who you are
    .do = Try again and choose a certificate with your name, or choose another way to sign in
certificate-document = This certificate does not have all your details
    .why = Your name is missing, or the number of your DNI or NIE
    .do = Try again and choose another certificate, or choose another way to sign in
certificate-documents = The details in this certificate do not agree with each other
    .why = It says one thing in one place and another in another, and we cannot know which one is yours
    .do = Call whoever issued it to get another one, or choose another way to sign in
certificate-letter = The DNI or NIE in this certificate is not correct
    .why = The letter does not match the number
    .do = Call whoever issued it to get another one, or choose another way to sign in
certificate-unreadable = We cannot read this certificate
    .why = It is not written the way a certificate has to be
    .do = Try again and choose another certificate, or choose another way to sign in
certificate-extension = We do not understand all that this certificate says
    .why = It sets a condition that we do not know, and we cannot accept it without understanding that
    .do = Try again and choose another certificate, or choose another way to sign in
certificate-authority = The issuer of this certificate does not answer for it any more
    .why = The certificate of the issuer itself has expired or been revoked
    .do = Ask for a new certificate, or choose another one or another way to sign in
certificate-blocked = We have blocked your certificates
    .why = Somebody said that it was not you who signed in, and since then we accept none of those that you had
    .do = Ask its issuer to revoke the certificate and give you a new one: with the new one you can sign in. You can also call or visit a registration office, or choose another way to sign in
