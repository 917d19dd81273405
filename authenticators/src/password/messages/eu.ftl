method-password = Pasahitza
    .hint = Zure NANarekin edo AIZarekin eta Cl@ve Permanenteko pasahitzarekin

password-heading = Sartu zure pasahitzarekin
password-document = NAN edo AIZ
    .hint = 8 zenbaki eta letra bat, edo X, Y edo Z, 7 zenbaki eta letra bat
password-label = Pasahitza

password-document-empty = Idatzi zure NANa edo AIZa
password-document-form = NANak edo AIZak 8 zenbaki eta letra bat izan behar ditu, edo X, Y edo Z, 7 zenbaki eta letra bat. Adibidez, 12345678Z
password-document-letter = Letra ez dator bat zenbakiarekin. Egiaztatu zure dokumentuan
password-document-legal = Hemen NANa edo AIZa duten pertsonak bakarrik sar daitezke
password-empty = Idatzi zure pasahitza
password-long = Pasahitzak ezin du 128 karaktere baino gehiago izan
password-wrong = Dokumentuaren zenbakia edo pasahitza ez dira zuzenak
password-early = Oraindik ezin duzu berriro saiatu. Ordu honetatik aurrera egin ahal izango duzu: { $until }

password-expired = Zure pasahitza iraungi da
    .why = Pasahitza zuzena da, baina aspaldi aldatu gabe dago
    .do = Aukeratu sartzeko beste modu bat
