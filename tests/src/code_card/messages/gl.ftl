method-card = Tarxeta de códigos
    .hint = Coa tarxeta impresa que che demos

card-heading = Entra coa túa tarxeta de códigos
card-number = Número da tarxeta
    .hint = 8 números
card-form = O número da tarxeta ten 8 números
card-wrong = O número da tarxeta ou o código non son correctos
card-code-heading = Busca o cadro { $position } da túa tarxeta
card-code = Código do cadro { $position }
card-code-empty = Escribe o código
