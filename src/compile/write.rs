//! Files, replaced as a whole: a reader sees the old file or the new one, never a part.

use crate::error::{Error, Result};
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Writes `bytes` to `path`: a temporary file beside it, fsync, rename, fsync of the directory. When anything fails, the
/// temporary file is removed and the old file stands; when the process is killed, the temporary file stays behind. Its name holds the
/// number of the process, so that two builds of one path do not write into the same file: the one that ends last wins.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    let temporary = temporary(path);
    let result = write(&temporary, path, bytes);
    if result.is_err() {
        // The build has failed already; that the temporary file stays behind as well changes nothing for the caller.
        let _ = std::fs::remove_file(&temporary);
    }
    result
}

fn temporary(path: &Path) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.new", std::process::id()));
    path.with_file_name(name)
}

fn write(temporary: &Path, path: &Path, bytes: &[u8]) -> Result<()> {
    let mut file = File::create(temporary).map_err(|e| Error::io(path, "create", e))?;
    file.write_all(bytes).map_err(|e| Error::io(path, "write", e))?;
    file.sync_all().map_err(|e| Error::io(path, "flush", e))?;
    drop(file);
    std::fs::rename(temporary, path).map_err(|e| Error::io(path, "replace", e))?;
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Windows cannot open a directory as a file; its rename is durable by itself.
    if cfg!(unix) {
        File::open(folder).and_then(|f| f.sync_all()).map_err(|e| Error::io(folder, "flush", e))?;
    }
    Ok(())
}
