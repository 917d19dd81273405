use super::*;

#[test]
fn letters_marks_and_spaces_of_names_are_visible() {
    for c in "José María O'Neill-Núñez, l·l e\u{301} 李".chars() {
        assert!(!is_invisible(c), "{c:?}");
    }
}

#[test]
fn what_could_disguise_a_name_is_invisible() {
    for c in ['\0', '\n', '\u{7f}', '\u{85}', '\u{200b}', '\u{202e}', '\u{2066}', '\u{feff}'] {
        assert!(is_invisible(c), "{c:?}");
    }
}
