method-card = Targeta de codis
    .hint = Amb la targeta impresa que et vam donar

card-heading = Entra amb la teva targeta de codis
card-number = Número de la targeta
    .hint = 8 números
card-form = El número de la targeta té 8 números
card-wrong = El número de la targeta o el codi no són correctes
card-code-heading = Busca la casella { $position } de la teva targeta
card-code = Codi de la casella { $position }
card-code-empty = Escriu el codi
