//! Bytes of a file to text: invalid UTF-8 becomes a separator, and the places are remembered.
//!
//! Each maximal invalid sequence becomes one U+FFFD, as Python's `errors="replace"` does, so that counting code points agrees with it.

/// A place where the text differs from the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repair {
    /// Byte position in the text behind the U+FFFD.
    pub text_end: usize,
    /// Byte position in the file behind the invalid sequence.
    pub original_end: usize,
}

/// A text, and where it differs from its file.
pub struct Decoded {
    pub text: String,
    pub repairs: Vec<Repair>,
}

/// Decodes the bytes of a file. O(bytes); nothing is copied when they are valid.
pub fn decode(bytes: Vec<u8>) -> Decoded {
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return Decoded { text, repairs: Vec::new() },
        Err(error) => error.into_bytes(),
    };
    let mut decoded = Decoded { text: String::with_capacity(bytes.len() + 16), repairs: Vec::new() };
    let mut original_end = 0;
    for chunk in bytes.utf8_chunks() {
        decoded.text.push_str(chunk.valid());
        original_end += chunk.valid().len() + chunk.invalid().len();
        if !chunk.invalid().is_empty() {
            decoded.text.push(char::REPLACEMENT_CHARACTER);
            decoded.repairs.push(Repair { text_end: decoded.text.len(), original_end });
        }
    }
    decoded
}
