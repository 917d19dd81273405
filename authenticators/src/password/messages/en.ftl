method-password = Password
    .hint = With your DNI or NIE and your Cl@ve Permanente password

password-heading = Sign in with your password
password-document = DNI or NIE
    .hint = 8 digits and a letter, or X, Y or Z, 7 digits and a letter
password-label = Password

password-document-empty = Enter your DNI or NIE
password-document-form = Your DNI or NIE must have 8 digits and a letter, or X, Y or Z, 7 digits and a letter. For example, 12345678Z
password-document-letter = The letter does not match the number. Check it on your document
password-document-legal = Only people with a DNI or NIE can sign in here
password-empty = Enter your password
password-long = A password cannot have more than 128 characters
password-wrong = The document number or password is not correct
password-early = You cannot try again yet. You can do so from { $until }

password-expired = Your password has expired
    .why = The password is correct, but you have not changed it for too long
    .do = Choose another way to sign in
