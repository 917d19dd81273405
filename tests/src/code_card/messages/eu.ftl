method-card = Kode-txartela
    .hint = Eman genizun txartel inprimatuarekin

card-heading = Sartu zure kode-txartelarekin
card-number = Txartelaren zenbakia
    .hint = 8 zenbaki
card-form = Txartelaren zenbakiak 8 zenbaki ditu
card-wrong = Txartelaren zenbakia edo kodea ez dira zuzenak
card-code-heading = Bilatu { $position } laukia zure txartelean
card-code = { $position } laukiko kodea
card-code-empty = Idatzi kodea
