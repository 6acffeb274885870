//! The section `META`: readable lines of `key=value`, sorted.

use std::fmt::Write;

/// What every file says: the crate, and the versions of Unicode of the crates that made the tables.
pub(crate) fn tables() -> String {
    lines(&[])
}

/// The lines of a gazetteer, with its counts.
pub(crate) fn lines(counts: &[(&str, String)]) -> String {
    let version = |(a, b, c): (u64, u64, u64)| format!("{a}.{b}.{c}");
    let normalization = unicode_normalization::UNICODE_VERSION;
    let mut all = vec![
        ("polyonym", env!("CARGO_PKG_VERSION").to_owned()),
        ("unicode-normalization", format!("{}.{}.{}", normalization.0, normalization.1, normalization.2)),
        ("unicode-properties", version(unicode_properties::UNICODE_VERSION)),
        ("unicode-script", version(unicode_script::UNICODE_VERSION)),
        ("max-key-bytes", crate::limits::MAX_KEY_BYTES.to_string()),
        ("max-name-bytes", crate::limits::MAX_NAME_BYTES.to_string()),
    ];
    all.extend(counts.iter().map(|(key, value)| (*key, value.clone())));
    all.sort();
    all.iter().fold(String::new(), |mut out, (key, value)| {
        let _ = writeln!(out, "{key}={value}");
        out
    })
}
