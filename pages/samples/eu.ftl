method-sample = Pasahitza
    .hint = Zure NAN edo AIZarekin eta zure pasahitzarekin.
    .rest = Mugikorrera bidaltzen dizugun kodea bakarrik falta zaizu.
method-another = Ziurtagiria edo NAN elektronikoa
    .hint = Ekipo honetan instalatutako ziurtagiri batekin, edo zure NANa irakurgailu batean.
method-third = Erabilera bakarreko PINa
    .hint = Mugikorrera bidaltzen dizugun kode batekin.
method-fourth = EBko beste herrialde bateko identifikazioa
    .hint = Zure herrialdeko identifikazioarekin.
refused-sample = Zure pasahitza blokeatu dugu
    .why = Gehiegitan gaizki idatzi da.
    .do = Ordu honetatik aurrera saia zaitezke berriro: { $until }. Bestela, aukeratu sartzeko beste modu bat.
login-heading = Sartu zure pasahitzarekin
login-document = NAN edo AIZ
    .hint = 8 zenbaki eta letra bat, edo X, Y edo Z, 7 zenbaki eta letra bat
login-document-letter = Letra ez dator bat zenbakiarekin. Egiaztatu zure agirian
login-password = Pasahitza
login-tries =
    { $tries ->
        [one] Saiakera { $tries } geratzen zaizu
       *[other] { $tries } saiakera geratzen zaizkizu
    }
login-warning = Ez esan zure pasahitza inori.
login-forgotten = Pasahitza ahaztu dut
    .how = Sartzeko beste modu bat aukera dezakezu.
samples-heading = Orrien laginak
    .what = Zerbitzu honen orri bakoitza, asmatutako datuekin.
sample-contrast = Zure agirian jartzen duena
