use super::mask;

#[test]
fn a_masked_name_tells_the_first_letter_of_each_word() {
    assert_eq!(mask("CARMEN ESPAÑOLA"), "C*** E***");
    assert_eq!(mask("Íñigo de la Peña"), "Í*** d*** l*** P***");
    assert_eq!(mask("  Ana-María \t\u{a0}O'Neill\n"), "A*** O***");
    assert_eq!(mask("Ωμέγα Ж"), "Ω*** Ж***");
}

#[test]
fn an_accent_that_is_a_character_of_its_own_stays_on_its_letter() {
    assert_eq!(mask("I\u{301}n\u{303}igo E"), "I\u{301}*** E***");
    assert_eq!(mask("Z\u{300}\u{300}\u{300}"), "Z\u{300}***");
}

#[test]
fn what_is_no_letter_is_never_told() {
    assert_eq!(mask("12345678Z"), "Z***");
    assert_eq!(mask("(Ana) – 1980 «Ana»"), "A*** A***");
    assert_eq!(mask("\u{202e}Ana\u{200b} <b>"), "A*** b***");
    assert_eq!(mask("A\u{7}B"), "A*** B***");
    assert_eq!(mask(""), "***");
    assert_eq!(mask(" \n 42 "), "***");
}

#[test]
fn a_masked_name_has_no_more_than_six_words() {
    assert_eq!(mask(&"Ana ".repeat(6)), "A*** A*** A*** A*** A*** A***");
    assert_eq!(mask(&"Ana ".repeat(1_000)), "A*** A*** A*** A*** A*** A***");
    assert_eq!(mask(&"a".repeat(100_000)), "a***");
}
