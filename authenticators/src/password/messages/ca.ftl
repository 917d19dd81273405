method-password = Contrasenya
    .hint = Amb el teu DNI o NIE i la teva contrasenya de Cl@ve Permanente

password-heading = Entra amb la teva contrasenya
password-document = DNI o NIE
    .hint = 8 números i una lletra, o X, Y o Z, 7 números i una lletra
password-label = Contrasenya

password-document-empty = Escriu el teu DNI o NIE
password-document-form = El DNI o NIE ha de tenir 8 números i una lletra, o X, Y o Z, 7 números i una lletra. Per exemple, 12345678Z
password-document-letter = La lletra no correspon al número. Comprova-la al teu document
password-document-legal = Aquí només hi poden entrar persones amb DNI o NIE
password-empty = Escriu la teva contrasenya
password-long = La contrasenya no pot tenir més de 128 caràcters
password-wrong = El número de document o la contrasenya no són correctes
password-early = Encara no ho pots tornar a provar. Ho podràs fer a partir de les { $until }

password-expired = La teva contrasenya ha caducat
    .why = La contrasenya és correcta, però fa massa temps que no la canvies
    .do = Tria una altra manera d’entrar
