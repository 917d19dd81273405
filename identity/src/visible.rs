//! What a name that people read must not contain.

/// Whether a character cannot be seen, or changes how its neighbours are shown: controls, line
/// separators, zero-width and direction marks. With such characters one name looks like another.
/// The two non-characters that XML cannot carry count as well.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}')
}

#[cfg(test)]
mod tests;
