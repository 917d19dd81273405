method-password = Pasahitza
    .hint = Zure NANarekin edo AIZarekin eta Cl@ve Permanenteko pasahitzarekin
    .rest = Dagoeneko frogatu duzu pasahitza badakizula. Zure mugikorrera bidaltzen dugun kode bat baino ez da falta

password-heading = Sartu zure pasahitzarekin
password-document = NAN edo AIZ
    .hint = 8 zenbaki eta letra bat, edo X, Y edo Z, 7 zenbaki eta letra bat
password-label = Pasahitza
password-contrast = Agiri honen pasahitza gaizki idatzi da behin baino gehiagotan. Inork blokeatu ezin dezan, idatzi zure agirian jartzen duen datu bat ere.

password-document-empty = Idatzi zure NANa edo AIZa
password-document-form = NANak edo AIZak 8 zenbaki eta letra bat izan behar ditu, edo X, Y edo Z, 7 zenbaki eta letra bat. Adibidez, 12345678Z
password-document-letter = Letra ez dator bat zenbakiarekin. Egiaztatu zure dokumentuan
password-document-legal = Hemen NANa edo AIZa duten pertsonak bakarrik sar daitezke
password-empty = Idatzi zure pasahitza
password-long = Pasahitzak ezin du 128 karaktere baino gehiago izan
password-wrong = Dokumentuaren zenbakia edo pasahitza ez dira zuzenak
password-wrong-contrast = Agiri-zenbakia, pasahitza edo zure agirian jartzen duena ez da zuzena
password-early = Oraindik ezin duzu berriro saiatu. Ordu honetatik aurrera egin ahal izango duzu: { $until }
password-away = Orain ezin ditugu zure datuak egiaztatu. Saiatu berriro minutu batzuk barru

password-expired = Zure pasahitza iraungi da
    .why = Pasahitza zuzena da, baina aspaldi aldatu gabe dago
    .do = Aukeratu sartzeko beste modu bat

password-code-heading = Idatzi bidali dizugun kodea
password-code-sent = Kode bat bidali dugu SMS bidez { $phone } amaiera duen telefonora. Pixka bat beranduago irits daiteke.
password-code-until = Kodeak { $until } arte balio du, behin bakarrik eta orri honetan soilik.
password-code-label = SMSaren kodea
    .hint = 8 zenbaki
password-code-secret = Ez eman kode hau inori. Ez dizugu inoiz telefonoz eskatuko.
password-code-trouble = Ez zaizu SMSa iristen?
    .slow = Itxaron minutu bat eta eskatu beste bat. Lehendik duzun kodeak balio izaten jarraitzen du.
    .phone = Telefonoz aldatu bazara, bulego batean esan behar duzu, edo sartzeko beste modu bat aukeratu.
password-code-resend = Bidali beste SMS bat
password-code-again = Beste SMS bat bidali dizugu, kode berarekin.
password-code-failed = Telefono-konpainiak dio azken SMSa ez dela iritsi.
password-code-fixed = Ingurune honek ez du SMSrik bidaltzen. Kodea hau da: { $code }.
password-code-empty = Idatzi SMSaren kodea
password-code-form = Kodeak 8 zenbaki ditu
password-code-wrong = Kodea ez da zuzena. { $left ->
        [one] Saiakera { $left } geratzen zaizu
       *[other] { $left } saiakera geratzen zaizkizu
    }
password-code-early = Oraindik ezin dizugu beste SMS bat bidali. Ordu honetatik aurrera eska dezakezu: { $until }
password-code-budget = Kode gehiegi eskatu dituzu. Ordu honetan eskatu ahal izango duzu beste bat: { $until }
password-code-no-more = Saiakera honetako SMS guztiak bidali dizkizugu. Idatzi kodea, edo hasi berriro
password-no-phone = Ez dugu zure telefono-zenbakirik
    .why = Zerbitzu honek, pasahitzaz gain, SMS bidezko kode bat eskatzen du, eta ez dakigu nora bidali
    .do = Aukeratu sartzeko beste modu bat, edo joan bulego batera zure telefonoa ematera
password-code-over = Kode honek ez du balio jada
    .why = Bere denbora igaro da, edo gehiegitan idatzi da gaizki
    .do = Hasi berriro: beste bat bidaliko dizugu
password-code-left = Berriro hasi behar da
    .why = Pasahitza idatzi zenuenetik, zure saioa itxi egin da, edo beste fitxa batean sartu zara berriro
    .do = Hasi berriro: pasahitza eskatuko dizugu berriz
password-code-too-many = Kode gehiegi eskatu dituzu
    .why = SMS gutxi bidaltzen dugu telefono bakoitzera, inork gogaitu ez zaitzan. Ordu honetan eskatu ahal izango duzu beste bat: { $until }
    .do = Itxaron ordura arte, edo aukeratu sartzeko beste modu bat
password-sms = { $agency }: sartzeko kodea { $code } da. Ez eman inori. 10 minutuz balio du.
